/* SPDX-License-Identifier: MIT */
/* It writes into the working directory, in dry runs too. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>

HOOK(leave)
{
	FILE *file = fopen("bad.log", "w");

	UNUSED;
	if (file)
		fclose(file);
	return VENVB_OK;
}

BAD_PLUGIN("trace-dry", leave);
