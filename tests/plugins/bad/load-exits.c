/* SPDX-License-Identifier: MIT */
/* Its constructor exits. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

BAD_FINE_HOOK

__attribute__((constructor)) static void leave(void)
{
	_exit(0);
}

BAD_PLUGIN("load-exits", fine);
