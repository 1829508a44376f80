/* SPDX-License-Identifier: MIT */
/* Its hook aborts, as an uncaught exception does. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>

HOOK(stop)
{
	UNUSED;
	abort();
}

BAD_PLUGIN("hook-aborts", stop);
