/* SPDX-License-Identifier: MIT */
/* It handles a signal. */
#include "tests/plugins/bad/bad.h"

#include <signal.h>

HOOK(catch_it)
{
	UNUSED;
	signal(SIGINT, SIG_IGN);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-signals", catch_it);
