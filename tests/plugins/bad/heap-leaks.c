/* SPDX-License-Identifier: MIT */
/* It loses memory in each run. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>

HOOK(lose)
{
	volatile char *lost = malloc(5000);

	UNUSED;
	if (lost)
		lost[0] = 1;
	return VENVB_OK;
}

BAD_PLUGIN("heap-leaks", lose);
