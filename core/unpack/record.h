/* SPDX-License-Identifier: MIT */
/* RECORD: comma separated values, a row a file: path, hash, size. Pure. */
#ifndef VB_UNPACK_RECORD_H
#define VB_UNPACK_RECORD_H

#include "core/arena.h"
#include "core/err.h"

struct record_row {
	const char *path;
	const char *algorithm; /* "sha256", or "" when the row has no hash */
	const char *hash;      /* urlsafe base64 without padding, or "" */
	const char *size;      /* decimal, or "" */
	unsigned line;
};

/* All rows, sorted by path; a path that is there twice is an error. TEXT is taken apart in place. */
int record_parse(struct vb_arena *arena, char *text, struct record_row **ret_rows,
	size_t *ret_count, struct vb_err *err);

#endif
