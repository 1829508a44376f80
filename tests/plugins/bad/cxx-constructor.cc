// SPDX-License-Identifier: MIT
// An exception leaves the constructor of a static object.
#include "tests/plugins/bad/bad-cxx.h"

#include <stdexcept>

struct thrower {
	thrower()
	{
		throw std::runtime_error("no");
	}
	void touch()
	{
	}
};
static thrower object;

HOOK(add)
{
	UNUSED;
	object.touch();
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-constructor", add)
