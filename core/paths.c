/* SPDX-License-Identifier: MIT */
/* The compiled-in directories, as configure was told. */
#include "core/paths.h"

const struct vb_paths vb_paths = {
	.sysconfdir = VB_SYSCONFDIR,
	.plugindir = VB_PLUGINDIR,
	.libexecdir = VB_LIBEXECDIR,
	.datadir = VB_DATADIR,
};
