// SPDX-License-Identifier: MIT
// It prints.
#include "tests/plugins/bad/bad-cxx.h"

#include <iostream>

HOOK(add)
{
	UNUSED;
	std::cout << "here" << std::endl;
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-prints", add)
