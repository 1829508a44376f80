/* SPDX-License-Identifier: MIT */
/* It changes the directory. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(wander)
{
	UNUSED;
	return chdir("/") ? VENVB_FAILED : VENVB_OK;
}

BAD_PLUGIN("conduct-directory", wander);
