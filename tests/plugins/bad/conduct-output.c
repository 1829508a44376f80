/* SPDX-License-Identifier: MIT */
/* It writes to standard output. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>

HOOK(print)
{
	UNUSED;
	printf("bad\n");
	return VENVB_OK;
}

BAD_PLUGIN("conduct-output", print);
