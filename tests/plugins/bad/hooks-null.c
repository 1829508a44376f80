/* SPDX-License-Identifier: MIT */
/* It has an array of hooks that is nowhere. */
#include "tests/plugins/bad/bad.h"

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("hooks-null"), .hooks = {NULL, 1, sizeof(struct venvb_hook)}};
