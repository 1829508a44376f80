/* SPDX-License-Identifier: MIT */
/* Its constructor never returns. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

BAD_FINE_HOOK

__attribute__((constructor)) static void hang(void)
{
	for (;;)
		pause();
}

BAD_PLUGIN("load-hangs", fine);
