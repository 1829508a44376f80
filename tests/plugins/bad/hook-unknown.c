/* SPDX-License-Identifier: MIT */
/* It needs a moment that there is not. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_hook hooks[] = {
	{"check", "replace", fine, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {BAD_HEAD("hook-unknown"), .hooks = VENVB_ARRAY(hooks)};
