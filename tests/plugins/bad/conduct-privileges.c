/* SPDX-License-Identifier: MIT */
/* It makes the process one that nobody can look into. */
#include "tests/plugins/bad/bad.h"

#include <sys/prctl.h>

HOOK(add)
{
	(void)event;
	prctl(PR_SET_DUMPABLE, 0);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-privileges", add);
