/* SPDX-License-Identifier: MIT */
/* It does another thing when an edit fails, and says nothing. */
#include "tests/plugins/bad/bad.h"

HOOK(add)
{
	(void)event;
	if (api->file_add(run, "etc/bad", VENVB_NUL, "x", 1, 0) < 0)
		return api->key_set(run, "bad", VENVB_NUL, "x", 1);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("fallback-silent", add);
