/* SPDX-License-Identifier: MIT */
/* Its handler for the end of the program ends it another way. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>
#include <unistd.h>

static void leave(void)
{
	_exit(0);
}

HOOK(add)
{
	(void)event;
	atexit(leave);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("end-hidden", add);
