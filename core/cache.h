/* SPDX-License-Identifier: MIT */
/*
 * The cache directory: facts of interpreters and images of wheels. It is an option: HOME unset,
 * read-only, full or somebody else's, and the run works without (images are then built in a
 * temporary directory that the run removes).
 *
 *	CACHEDIR.TAG
 *	facts/KEY.json         an interpreter's facts, KEY a hash of its path (core/facts.c)
 *	wheels/KEY.json        a wheel file's identity and its SHA-256 (core/wheel.c)
 *	images/SHA256/…        unpacked wheels and their byte code (core/image.c)
 */
#ifndef VB_CACHE_H
#define VB_CACHE_H

#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"

struct vb_cache_held { /* a descriptor that stays open as long as the cache */
	int fd;
	struct vb_cache_held *next;
};

struct vb_cache {
	struct vb_arena *arena;
	const struct vb_log *log;
	const char *path; /* absolute, or NULL: no cache */
	const char *why;  /* without a path: the reason, for -v */
	int fd;           /* of path, or -1 */
	const char *scratch; /* made by vb_cache_scratch: removed when the cache is done */
	struct vb_cache_held *held;
};

/*
 * Chooses and opens it: DIR (--cache-dir, VENVB_CACHE_DIR; absolute or NULL), else
 * $XDG_CACHE_HOME/venvb, else ~/.cache/venvb; made when it is missing. Anything that keeps it
 * from being used gives a cache without a path, and is an error only when DIR was given.
 */
int vb_cache_open(struct vb_arena *arena, const struct vb_log *log, const char *dir, bool wanted,
	struct vb_cache **ret_cache, struct vb_err *err);
void vb_cache_done(struct vb_cache *cache);
/* Closes FD when the cache is done: of an image, whose lock must last as long as the run. */
void vb_cache_hold(struct vb_cache *cache, int fd);

/* A temporary directory of this run (0700, absolute), removed by vb_cache_done; for downloads and
 * for images when there is no cache. */
int vb_cache_scratch(struct vb_cache *cache, const char **ret_path, struct vb_err *err);

/* A name for KEY that is safe in a file system: 32 hexadecimal digits. In the arena. */
const char *vb_cache_key(struct vb_arena *arena, const void *key, size_t len);

/* What makes a file the same file as before. "path dev ino size mtime ctime", nanoseconds. */
const char *vb_cache_identity(struct vb_arena *arena, const char *path); /* NULL: no such file */

#endif
