/* SPDX-License-Identifier: MIT */
/* It reads standard input. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>

HOOK(add)
{
	(void)event;
	getchar();
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-input", add);
