// SPDX-License-Identifier: MIT
// An exception meets a function that promised none.
#include "tests/plugins/bad/bad-cxx.h"

#include <vector>

static int at(size_t index) noexcept
{
	return std::vector<int>(2).at(index);
}

HOOK(add)
{
	UNUSED;
	if (at(5))
		return VENVB_OK;
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-noexcept", add)
