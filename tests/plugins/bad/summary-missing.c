/* SPDX-License-Identifier: MIT */
/* It does not say what it is for. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_hook hooks[] = {{"dirs", "after", fine, VENVB_HOOK_REQUIRED, 0}};
const struct venvb_plugin venvb_plugin = {VENVB_PLUGIN_HEAD(0), .name = "summary-missing",
	.version = "1", .hooks = VENVB_ARRAY(hooks)};
