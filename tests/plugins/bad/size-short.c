/* SPDX-License-Identifier: MIT */
/* Its descriptor is too short. */
#include "tests/plugins/bad/bad.h"

const struct venvb_plugin venvb_plugin = {VENVB_MAGIC, 24, VENVB_MAJOR, VENVB_MINOR, 0, 0, 0, 0,
	.name = "size-short", .version = "1"};
