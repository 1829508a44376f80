// SPDX-License-Identifier: MIT
// It destroys a thread that it has not joined.
#include "tests/plugins/bad/bad-cxx.h"

#include <thread>

HOOK(add)
{
	UNUSED;
	std::thread forgotten([] {});
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-thread", add)
