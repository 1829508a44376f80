/* SPDX-License-Identifier: MIT */
/*
 * A lock that is a file: opened without following links, flock'ed, compared by inode with its
 * name, and unlinked while it is still held, so that a name never means two locks. Where the file
 * system knows no flock it is only a warning.
 */
#ifndef VB_LOCK_H
#define VB_LOCK_H

#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"

#include <sys/types.h>

struct vb_lock {
	int fd;    /* of the file; -1: not held */
	dev_t dev; /* of the file, to know it again */
	ino_t ino;
	int dirfd;        /* of its directory: the caller's, open until the lock is released */
	const char *name; /* in it */
};
#define VB_LOCK_INIT                                                                               \
	{                                                                                          \
		.fd = -1                                                                           \
	}

struct vb_lock_opts {
	struct vb_arena *arena;
	const struct vb_log *log;
	int dirfd;
	const char *name;
	const char *what; /* that is locked, for "waiting for another run that works on …" */
	const char *dir;  /* the path of DIRFD, for messages */
};

/*
 * Takes it, waiting as long as it takes; an interrupt ends the wait. Returns 1, without an error,
 * when no such file can be made there (errno: EACCES, EPERM, EROFS or ENAMETOOLONG): the caller
 * has another place. A file that is there and cannot be opened is an error that names its owner.
 * -VB_EFAIL with the errno ENOENT: the directory itself is gone.
 */
int vb_lock_take(const struct vb_lock_opts *opts, struct vb_lock *ret_lock, struct vb_err *err);
/*
 * The wait alone, for any open file: flock for oneself, with NOTICE said once, unless *SAID. 1,
 * without an error, when the file cannot be locked (errno).
 */
int vb_lock_wait(int fd, const struct vb_log *log, const char *notice, bool *said,
	struct vb_err *err);
/* Whether it is held. One whose descriptor was closed by somebody else is taken again, unless
 * another run was faster. By system calls alone. */
bool vb_lock_is_held(struct vb_lock *lock);
/* Unlinks and lets go, if it is held. Where unlinking is not allowed the file stays, which harms nobody. */
void vb_lock_release(struct vb_lock *lock);

#endif
