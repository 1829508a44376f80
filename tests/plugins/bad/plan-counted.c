/* SPDX-License-Identifier: MIT */
/* What it plans depends on the runs before. */
#include "tests/plugins/bad/bad.h"

static char text[] = "a";

HOOK(add)
{
	(void)event;
	text[0]++;
	return api->file_add(run, "etc/bad", VENVB_NUL, text, 1, 0);
}

BAD_PLUGIN("plan-counted", add);
