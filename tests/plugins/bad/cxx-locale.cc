// SPDX-License-Identifier: MIT
// It changes the locale of all that is C++.
#include "tests/plugins/bad/bad-cxx.h"

#include <locale>

struct dots : std::numpunct<char> {
	char do_thousands_sep() const override
	{
		return '.';
	}
};

HOOK(add)
{
	UNUSED;
	std::locale::global(std::locale(std::locale(), new dots));
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("cxx-locale", add)
