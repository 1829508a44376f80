/* SPDX-License-Identifier: MIT */
/* Its handlers for fork stay in the process. */
#include "tests/plugins/bad/bad.h"

#include <pthread.h>

static void nothing(void)
{
}

HOOK(add)
{
	(void)event;
	pthread_atfork(nothing, nothing, nothing);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("globals-fork", add);
