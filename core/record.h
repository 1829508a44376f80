/* SPDX-License-Identifier: MIT */
/*
 * The RECORD of an installed package: which files it brought, with hashes and sizes (recording
 * installed projects; the CSV that Python's csv module reads by default). Pure.
 */
#ifndef VB_RECORD_H
#define VB_RECORD_H

#include "core/arena.h"
#include "core/buf.h"

struct vb_record_row {
	const char *path;   /* relative to the directory that holds the .dist-info */
	const char *sha256; /* as RECORD has it; NULL: neither hash nor size, as of RECORD itself */
	uint64_t size;
};

/* Sorts ROWS by path, in byte order, and writes them. */
void vb_record_write(struct vb_record_row *rows, size_t count, struct vb_buf *out);

/* PATH as seen from the directory ROOT; both relative to the same place. */
const char *vb_record_path(struct vb_arena *arena, const char *root, const char *path);

#endif
