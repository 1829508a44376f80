/* SPDX-License-Identifier: MIT */
/* Its summary is not UTF-8. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_hook hooks[] = {{"dirs", "after", fine, VENVB_HOOK_REQUIRED, 0}};
const struct venvb_plugin venvb_plugin = {VENVB_PLUGIN_HEAD(0), .name = "summary-latin",
	.version = "1", .summary = "caf\xe9", .hooks = VENVB_ARRAY(hooks)};
