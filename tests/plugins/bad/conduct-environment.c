/* SPDX-License-Identifier: MIT */
/* It changes the environment, in the hook of the end. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>

HOOK(set)
{
	UNUSED;
	setenv("BAD", "1", 1);
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {{"run", "failed", set, 0, 0}};

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("conduct-environment"), .hooks = VENVB_ARRAY(hooks)};
