/* SPDX-License-Identifier: MIT */
/* Its hook crashes. */
#include "tests/plugins/bad/bad.h"

HOOK(crash)
{
	volatile int *volatile nowhere = NULL;

	UNUSED;
	return *nowhere;
}

BAD_PLUGIN("hook-crashes", crash);
