// SPDX-License-Identifier: MIT
// It says what happens to exceptions of others.
#include "tests/plugins/bad/bad-cxx.h"

#include <exception>
#include <cstdlib>

HOOK(add)
{
	UNUSED;
	std::set_terminate([] { std::exit(0); });
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-terminate", add)
