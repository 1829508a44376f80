/* SPDX-License-Identifier: MIT */
/* It claims to live with the oldest host, and calls what that one does not have. */
#include "tests/plugins/bad/bad.h"

HOOK(call)
{
	const char *text;
	uint64_t len;

	(void)event;
	api->recall(run, "key", VENVB_NUL, &text, &len);
	return VENVB_OK;
}

BAD_PLUGIN("age-unasked", call);
