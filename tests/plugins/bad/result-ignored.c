/* SPDX-License-Identifier: MIT */
/* It goes on when an edit failed. */
#include "tests/plugins/bad/bad.h"

HOOK(add)
{
	(void)event;
	api->file_add(run, "etc/bad", VENVB_NUL, "x", 1, 0);
	return VENVB_OK;
}

BAD_PLUGIN("result-ignored", add);
