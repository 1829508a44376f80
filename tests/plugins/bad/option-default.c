/* SPDX-License-Identifier: MIT */
/* The default of an option is none of its choices. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const struct venvb_option options[] = {
	{"how", "how to do it", "HOW", "fast", "slow|slower", VENVB_CHOICE, 0},
};
static const struct venvb_hook hooks[] = {{"dirs", "after", fine, 0, 0}};

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("option-default"), .options = VENVB_ARRAY(options), .hooks = VENVB_ARRAY(hooks)};
