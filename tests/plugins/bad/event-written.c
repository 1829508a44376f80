/* SPDX-License-Identifier: MIT */
/* It writes to the event. */
#include "tests/plugins/bad/bad.h"

#include <stddef.h>

HOOK(add)
{
	(void)event;
	((struct venvb_event *)(uintptr_t)event)->stage = NULL;
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("event-written", add);
