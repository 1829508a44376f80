/* SPDX-License-Identifier: MIT */
/* As if built against a later minor, which it cannot do without. */
#include <venvb/plugin.h>

const struct venvb_plugin venvb_plugin = {
	.magic = VENVB_MAGIC,
	.size = sizeof(struct venvb_plugin),
	.major = VENVB_MAJOR,
	.minor = VENVB_MINOR + 5,
	.needs_minor = VENVB_MINOR + 5,
	.name = "newer",
	.version = "1",
};
