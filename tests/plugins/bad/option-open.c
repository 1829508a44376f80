/* SPDX-License-Identifier: MIT */
/* It opens a path to project files. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_option options[] = {
	{"where", "where to look", "DIR", NULL, NULL, VENVB_PATH, VENVB_OPTION_PROJECT},
};
static const struct venvb_hook hooks[] = {{"dirs", "after", fine, 0, 0}};

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("option-open"), .options = VENVB_ARRAY(options), .hooks = VENVB_ARRAY(hooks)};
