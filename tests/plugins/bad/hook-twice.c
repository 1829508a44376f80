/* SPDX-License-Identifier: MIT */
/* It replaces a stage twice. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_hook hooks[] = {
	{"scripts", "replace", fine, 0, 0},
	{"scripts", "replace", fine, 0, 0},
};

const struct venvb_plugin venvb_plugin = {BAD_HEAD("hook-twice"), .hooks = VENVB_ARRAY(hooks)};
