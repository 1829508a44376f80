/* SPDX-License-Identifier: MIT */
/* It replaces resolve, and chooses no interpreter. */
#include "tests/plugins/bad/bad.h"

HOOK(choose)
{
	UNUSED;
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {{"resolve", "replace", choose, 0, 0}};

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("hook-chooses-none"), .hooks = VENVB_ARRAY(hooks)};
