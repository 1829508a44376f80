/* SPDX-License-Identifier: MIT */
/* It changes the locale. */
#include "tests/plugins/bad/bad.h"

#include <locale.h>

HOOK(move)
{
	UNUSED;
	setlocale(LC_ALL, "C.UTF-8");
	return VENVB_OK;
}

BAD_PLUGIN("conduct-locale", move);
