// SPDX-License-Identifier: MIT
// The destructor of a static object crashes at the end of the program.
#include "tests/plugins/bad/bad-cxx.h"

struct crasher {
	volatile int *nowhere = nullptr;
	void touch()
	{
	}
	~crasher()
	{
		*nowhere = 1;
	}
};
static crasher object;

HOOK(add)
{
	UNUSED;
	object.touch();
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-destructor", add)
