/* SPDX-License-Identifier: MIT */
/* It changes the umask. */
#include "tests/plugins/bad/bad.h"

#include <sys/stat.h>

HOOK(mask)
{
	UNUSED;
	umask(0);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-umask", mask);
