/* SPDX-License-Identifier: MIT */
/*
 * A wheel while it is unpacked: its files, and what its metadata says. Binary distribution format.
 *
 * Everything is first written where the zip says it belongs (below "files" or "data" of the
 * directory being filled), then held against RECORD, and what an installer writes itself is
 * removed again. Errors are VB_EFAIL: with an errno when the disk is to blame, without one when
 * the wheel is.
 */
#ifndef VB_UNPACK_WHEEL_H
#define VB_UNPACK_WHEEL_H

#include "core/image_index.h"

struct member {
	const char *name;  /* in the wheel */
	const char *where; /* "files/…" or "data/SCHEME/…" */
	uint64_t size;
	int64_t mtime;
	bool executable;
	bool dropped; /* held against RECORD, but no part of the image */
	const char *sha256; /* as RECORD has it */
};

struct wheel {
	struct vb_arena *arena;
	struct member *members; /* in the archive's order */
	size_t count;
	const char *dist_info; /* "pip-24.0.dist-info" */

	const char *name, *version, *requires_python;
	const char *const *tags;
	bool purelib;
	const struct vb_entry_point *console_scripts, *gui_scripts;
};

#endif
