/* SPDX-License-Identifier: MIT */
/* It reads what a call that failed has not written. */
#include "tests/plugins/bad/bad.h"

#include <string.h>

HOOK(copy)
{
	const char *target;

	(void)event;
	api->request(run, "target", VENVB_NUL, &target, NULL);
	return api->prompt_set(run, target, strlen(target));
}

BAD_PLUGIN("result-unset", copy);
