/* SPDX-License-Identifier: MIT */
/* What it plans depends on the process. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>
#include <unistd.h>

HOOK(add)
{
	char text[32];

	(void)event;
	snprintf(text, sizeof(text), "%d", (int)getpid());
	return api->file_add(run, "etc/bad", VENVB_NUL, text, VENVB_NUL, 0);
}

BAD_PLUGIN("plan-random", add);
