/* SPDX-License-Identifier: MIT */
/*
 * A wheel's file and the hash of its content. Hashing is slow, so the cache remembers it as long
 * as the file stays the same one: path, device, inode, size, mtime and ctime.
 */
#ifndef VB_WHEEL_H
#define VB_WHEEL_H

#include "core/err.h"

struct vb_run;

struct vb_wheel {
	const char *path;     /* absolute */
	const char *identity; /* as it was when it was looked at */
	const char *expected; /* the SHA-256 that it must have, or NULL */
};

/* Looks at the file; PATH may be relative to the run's directory. */
int vb_wheel_look(struct vb_run *run, const char *path, struct vb_wheel *ret_wheel,
	struct vb_err *err);
/* Its SHA-256, 64 hexadecimal digits, or NULL when the cache does not know it. */
const char *vb_wheel_recall(struct vb_run *run, const struct vb_wheel *wheel);
/* For later runs; not when the file has changed since it was looked at, or is of this run. */
void vb_wheel_remember(struct vb_run *run, const struct vb_wheel *wheel, const char *sha256);

/*
 * Runs the unpacking helper in CWD_FD (or -1) with its arguments, NULL-terminated. *RET_OUT is
 * what it printed, in the arena. What it says of the wheel becomes the error, with an errno when
 * not the wheel is to blame but the disk.
 */
int vb_wheel_helper(struct vb_run *run, int cwd_fd, const char *const *args, const char **ret_out,
	struct vb_err *err);
/* Whether TEXT is a SHA-256 as it names an image. */
bool vb_wheel_is_sha256(const char *text, size_t len);

#endif
