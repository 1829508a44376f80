/* SPDX-License-Identifier: MIT */
/* Its constructor crashes. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

__attribute__((constructor)) static void crash(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

BAD_PLUGIN("load-crashes", fine);
