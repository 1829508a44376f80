/* SPDX-License-Identifier: MIT */
/* It leaves a process. */
#include "tests/plugins/bad/bad.h"

#include <unistd.h>

HOOK(start)
{
	UNUSED;
	if (fork() == 0) {
		pause();
		_exit(0);
	}
	return VENVB_OK;
}

BAD_PLUGIN("conduct-process", start);
