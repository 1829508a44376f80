/* SPDX-License-Identifier: MIT */
/* Its hook never returns. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(hang)
{
	(void)api;
	(void)run;
	while (!event->reserved)
		pause();
	return VENVB_OK;
}

BAD_PLUGIN("hook-hangs", hang);
