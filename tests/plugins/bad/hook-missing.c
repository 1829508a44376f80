/* SPDX-License-Identifier: MIT */
/* A hook of it has no function. */
#include "tests/plugins/bad/bad.h"

static const struct venvb_hook hooks[] = {{"dirs", "after", NULL, 0, 0}};

const struct venvb_plugin venvb_plugin = {BAD_HEAD("hook-missing"), .hooks = VENVB_ARRAY(hooks)};
