/* SPDX-License-Identifier: MIT */
/* Hashes, by OpenSSL. */
#ifndef VB_UNPACK_DIGEST_H
#define VB_UNPACK_DIGEST_H

#include "core/arena.h"
#include "core/err.h"

struct digest; /* a SHA-256 being taken, and used again after digest_finish */

struct digest *digest_new(void);
void digest_free(struct digest *digest); /* takes NULL */
void digest_add(struct digest *digest, const void *data, size_t len);
/* As RECORD has it: urlsafe base64 without padding. In the arena. */
const char *digest_finish(struct digest *digest, struct vb_arena *arena);
/* 64 hexadecimal digits. */
const char *digest_finish_hex(struct digest *digest, struct vb_arena *arena);

/* Whether NAME is an algorithm that RECORD may use: SHA-256 or stronger. */
bool digest_is_known(const char *name);
/* The hash of an open file, from where it stands, as RECORD has it. */
int digest_of_file(
	const char *name, int fd, struct vb_arena *arena, const char **ret_hash, struct vb_err *err);

#endif
