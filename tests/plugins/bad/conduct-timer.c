/* SPDX-License-Identifier: MIT */
/* It sets a timer. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(set)
{
	UNUSED;
	alarm(1000);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-timer", set);
