/* SPDX-License-Identifier: MIT */
/* Its hook returns what is no result. */
#include "tests/plugins/bad/bad.h"

HOOK(count)
{
	UNUSED;
	return 7;
}

BAD_PLUGIN("result-positive", count);
