/* SPDX-License-Identifier: MIT */
/* Its hook exits. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>

HOOK(leave)
{
	UNUSED;
	exit(0);
}

BAD_PLUGIN("hook-exits", leave);
