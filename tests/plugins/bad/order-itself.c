/* SPDX-License-Identifier: MIT */
/* It is to run before itself. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

static const char *const names[] = {"order-itself"};
static const struct venvb_hook hooks[] = {{"dirs", "after", fine, 0, 0}};

const struct venvb_plugin venvb_plugin = {
	BAD_HEAD("order-itself"), .hooks = VENVB_ARRAY(hooks), .before = VENVB_ARRAY(names)};
