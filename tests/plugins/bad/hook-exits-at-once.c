/* SPDX-License-Identifier: MIT */
/* Its hook exits by the system call. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(leave)
{
	UNUSED;
	_exit(3);
}

BAD_PLUGIN("hook-exits-at-once", leave);
