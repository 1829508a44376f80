/* SPDX-License-Identifier: MIT */
/* It asks for a symbol that nobody has. */
#include "tests/plugins/bad/bad.h"

int32_t bad_that_nobody_has(void);

HOOK(call)
{
	UNUSED;
	return bad_that_nobody_has();
}

BAD_PLUGIN("imports-nothing", call);
