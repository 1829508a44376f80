/* SPDX-License-Identifier: MIT */
/* Its hooks are shorter than hooks are. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_hook hooks[] = {{"dirs", "after", fine, 0, 0}};

const struct venvb_plugin venvb_plugin = {BAD_HEAD("stride-short"), .hooks = {hooks, 1, 8}};
