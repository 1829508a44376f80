/* SPDX-License-Identifier: MIT */
/* It closes what it has not opened. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(shut)
{
	UNUSED;
	close(STDIN_FILENO);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-closes", shut);
