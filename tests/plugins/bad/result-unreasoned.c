/* SPDX-License-Identifier: MIT */
/* Its hook fails without a reason. */
#include "tests/plugins/bad/bad.h"

HOOK(refuse)
{
	UNUSED;
	return VENVB_FAILED;
}

BAD_PLUGIN("result-unreasoned", refuse);
