/* SPDX-License-Identifier: MIT */
/*
 * The wheel's bytes, copied once and hashed on the way: who may write the wheel cannot change it
 * between hashing and unpacking, and so cannot plant other files under a known hash.
 */
#ifndef VB_UNPACK_SOURCE_H
#define VB_UNPACK_SOURCE_H

#include "core/arena.h"
#include "core/err.h"

struct source {
	const void *data; /* mapped until the program ends */
	size_t size;
	const char *sha256; /* hexadecimal */
};

/* A large wheel is copied into a file without a name in DIRFD, another into memory. */
int source_open(const char *path, int dirfd, struct vb_arena *arena, struct source *ret_source,
	struct vb_err *err);

#endif
