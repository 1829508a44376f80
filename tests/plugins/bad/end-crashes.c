/* SPDX-License-Identifier: MIT */
/* Its destructor crashes. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

__attribute__((destructor)) static void crash(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

BAD_PLUGIN("end-crashes", fine);
