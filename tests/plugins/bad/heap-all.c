/* SPDX-License-Identifier: MIT */
/* It takes all memory that there is. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>

static void *volatile kept;

HOOK(add)
{
	(void)event;
	do
		kept = calloc(1, 1 << 20);
	while (kept);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("heap-all", add);
