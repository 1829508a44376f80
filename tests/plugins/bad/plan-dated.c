/* SPDX-License-Identifier: MIT */
/* What it plans depends on the time. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>
#include <time.h>

HOOK(add)
{
	char text[32];

	(void)event;
	snprintf(text, sizeof(text), "%lld", (long long)time(NULL));
	return api->file_add(run, "etc/bad", VENVB_NUL, text, VENVB_NUL, 0);
}

BAD_PLUGIN("plan-dated", add);
