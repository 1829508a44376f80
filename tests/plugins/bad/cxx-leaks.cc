// SPDX-License-Identifier: MIT
// It never deletes.
#include "tests/plugins/bad/bad-cxx.h"

#include <string>

static std::string *volatile kept;

HOOK(add)
{
	UNUSED;
	kept = new std::string(100, 'x');
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-leaks", add)
