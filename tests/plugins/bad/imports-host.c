/* SPDX-License-Identifier: MIT */
/* It uses a library that only the host is linked with. */
#include "tests/plugins/bad/bad.h"

void *json_null(void);

HOOK(call)
{
	UNUSED;
	return json_null() ? VENVB_OK : VENVB_FAILED;
}

BAD_PLUGIN("imports-host", call);
