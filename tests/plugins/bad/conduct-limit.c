/* SPDX-License-Identifier: MIT */
/* It lowers a limit. */
#include "tests/plugins/bad/bad.h"

#include <sys/resource.h>

HOOK(lower)
{
	struct rlimit limit = {77, 77};

	UNUSED;
	setrlimit(RLIMIT_NOFILE, &limit);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-limit", lower);
