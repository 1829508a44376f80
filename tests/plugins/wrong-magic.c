/* SPDX-License-Identifier: MIT */
/* Has the right symbol with something else in it. */
#include <venvb/plugin.h>

const struct venvb_plugin venvb_plugin = {
	.magic = 0x21212121,
	.size = sizeof(struct venvb_plugin),
	.name = "wrong-magic",
	.version = "1",
};
