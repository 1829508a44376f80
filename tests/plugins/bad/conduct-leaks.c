/* SPDX-License-Identifier: MIT */
/* It leaves a descriptor open. */
#include "tests/plugins/bad/bad.h"

#include <fcntl.h>

HOOK(leak)
{
	UNUSED;
	return open("/dev/null", O_RDONLY) < 0 ? VENVB_FAILED : VENVB_OK;
}

BAD_PLUGIN("conduct-leaks", leak);
