/* SPDX-License-Identifier: MIT */
/* It returns what the last of its edits returned, and overlooks the first. */
#include "tests/plugins/bad/bad.h"

HOOK(add)
{
	(void)event;
	api->file_add(run, "etc/bad", VENVB_NUL, "x", 1, 0);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("result-overlooked", add);
