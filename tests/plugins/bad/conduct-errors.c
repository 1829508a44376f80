/* SPDX-License-Identifier: MIT */
/* It writes to standard error. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>

HOOK(add)
{
	(void)event;
	fputs("here\n", stderr);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-errors", add);
