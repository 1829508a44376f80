// SPDX-License-Identifier: MIT
// An exception leaves its hook.
#include "tests/plugins/bad/bad-cxx.h"

#include <stdexcept>

HOOK(add)
{
	UNUSED;
	if (event)
		throw std::runtime_error("no");
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-throws", add)
