/* SPDX-License-Identifier: MIT */
/*
 * Files relative to an open directory. Nothing here follows a symbolic link in the last
 * component, all descriptors are O_CLOEXEC, all loops finish what they began. The messages name
 * REL as it was given: callers wrap them with the directory where that is not enough.
 */
#ifndef VB_FSAT_H
#define VB_FSAT_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

#include <sys/stat.h>

/* A directory, O_DIRECTORY|O_NOFOLLOW. A negative code, or the descriptor. */
int vb_fsat_open_dir(int dirfd, const char *rel, struct vb_err *err);

/*
 * Reads a regular file of at most MAX bytes into OUT (appended). Returns 0; 1 when there is no
 * such file and MISSING_OK; else a negative code. Links in the last component are followed only
 * with vb_fsat_read_through.
 */
int vb_fsat_read(int dirfd, const char *rel, size_t max, bool missing_ok, struct vb_buf *out,
	struct vb_err *err);
int vb_fsat_read_through(int dirfd, const char *rel, size_t max, bool missing_ok,
	struct vb_buf *out, struct vb_err *err);
/* The rest of an open file, at most MAX bytes. NAME is for the message. */
int vb_fsat_read_fd(int fd, const char *name, size_t max, struct vb_buf *out, struct vb_err *err);

int vb_fsat_write_all(int fd, const char *name, const void *data, size_t len, struct vb_err *err);
/* Creates REL (O_EXCL) with MODE less the umask and closes it, checked. */
int vb_fsat_create(int dirfd, const char *rel, mode_t mode, const void *data, size_t len,
	struct vb_err *err);
/* Replaces REL whole, by a temporary file beside it and a rename. */
int vb_fsat_replace(int dirfd, const char *rel, mode_t mode, const void *data, size_t len,
	struct vb_err *err);

/* The target of a link, in the arena; NULL and errno when it is none. */
char *vb_fsat_readlink(struct vb_arena *arena, int dirfd, const char *rel);

/*
 * The names in a directory but "." and "..", in byte order, in the arena, as a NULL-terminated
 * array. FD stays open and may be anywhere in its listing.
 */
int vb_fsat_list(struct vb_arena *arena, int fd, const char *name, const char *const **ret_names,
	size_t *ret_count, struct vb_err *err);

/*
 * Removes REL and all below it, links not followed, what is mounted there not entered, unless
 * REL is a path of its own (AT_FDCWD). Gone already is success. Goes on after a failure and reports the first.
 */
int vb_fsat_remove_tree(int dirfd, const char *rel, struct vb_err *err);
/* All directories of REL that are missing, with MODE less the umask. */
int vb_fsat_make_dirs(int dirfd, const char *rel, mode_t mode, struct vb_err *err);

#endif
