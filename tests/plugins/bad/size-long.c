/* SPDX-License-Identifier: MIT */
/* Its descriptor claims to be longer than it is. */
#include "tests/plugins/bad/bad.h"

const struct venvb_plugin venvb_plugin = {VENVB_MAGIC, 4096, VENVB_MAJOR, VENVB_MINOR, 0, 0, 0, 0,
	.name = "size-long", .version = "1"};
