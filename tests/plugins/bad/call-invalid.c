/* SPDX-License-Identifier: MIT */
/* It asks for an option that it does not declare, and does not mind the answer. */
#include "tests/plugins/bad/bad.h"

HOOK(ask)
{
	const char *value;

	(void)event;
	if (api->option(run, "colour", VENVB_NUL, 0, &value, NULL) == VENVB_OK)
		return api->prompt_set(run, value, VENVB_NUL);
	return VENVB_OK;
}

BAD_PLUGIN("call-invalid", ask);
