/* SPDX-License-Identifier: MIT */
/* It wants the very host that it was compiled for. */
#include "tests/plugins/bad/bad.h"

HOOK(compare)
{
	(void)event;
	if (api->size != sizeof(*api) || api->minor != VENVB_MINOR)
		return api->fail(run, "this is another venvb", VENVB_NUL);
	return VENVB_OK;
}

BAD_PLUGIN("age-exact", compare);
