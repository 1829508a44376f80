/* SPDX-License-Identifier: MIT */
/* Its hook calls the host with wrong arguments, and passes on what it is told. */
#include "tests/plugins/bad/bad.h"

HOOK(add)
{
	(void)event;
	return api->file_add(run, "../outside", VENVB_NUL, "x", 1, 0xf000);
}

BAD_PLUGIN("result-invalid", add);
