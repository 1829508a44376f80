/* SPDX-License-Identifier: MIT */
/*
 * Taking a lock file. The wait asks again and again instead of sleeping in flock: a signal that
 * comes just before the sleep would otherwise be noticed only when the lock is free.
 */
#include "core/lock.h"

#include "core/interrupt.h"
#include "core/target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

enum { POLL_MS = 20 };

static bool is_unwritable(int sys)
{
	return sys == EACCES || sys == EPERM || sys == EROFS || sys == ENAMETOOLONG;
}

static int refuse(const struct vb_lock_opts *opts, int sys, struct vb_err *err)
{
	struct stat st;
	int rc;

	if (fstatat(opts->dirfd, opts->name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		errno = sys;
		return is_unwritable(sys) ? 1
					  : vb_err_sys(err, sys, "making the lock file '%s/%s'",
						    opts->dir, opts->name);
	}
	rc = vb_err_set(err, VB_EFAIL,
		"the lock file '%s/%s' belongs to %s and cannot be opened: %s; remove it when no "
		"venvb is running",
		opts->dir, opts->name, vb_target_owner(opts->arena, st.st_uid),
		sys == ELOOP ? "it is a symbolic link" : strerror(sys));
	err->sys = sys;
	return rc;
}

/*
 * Without O_CREAT too: for an existing file of somebody else in a sticky directory that flag alone
 * is refused. For reading where writing is not allowed; flock minds neither.
 */
static int open_file(const struct vb_lock_opts *opts)
{
	static const int ways[] = {O_RDWR | O_CREAT, O_RDWR, O_RDONLY};
	int fd = -1, first = 0;

	for (size_t i = 0; fd < 0 && i < VB_COUNT(ways); i++) {
		fd = openat(opts->dirfd, opts->name,
			ways[i] | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
		if (!i)
			first = errno;
	}
	errno = first;
	return fd;
}

static bool has_no_flock(int sys)
{
	return sys == ENOLCK || sys == EOPNOTSUPP || sys == ENOSYS || sys == EINVAL || sys == EBADF;
}

int vb_lock_wait(
	int fd, const struct vb_log *log, const char *notice, bool *said, struct vb_err *err)
{
	static const struct timespec pause = {.tv_nsec = POLL_MS * 1000 * 1000};

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int sys = errno, rc = vb_interrupt_check(err);

		if (rc < 0)
			return rc;
		if (sys != EWOULDBLOCK && sys != EINTR) {
			errno = sys;
			return 1;
		}
		if (!*said)
			vb_notice(log, "%s", notice);
		*said = true;
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* 0 when the open file is locked, or cannot ever be. */
static int wait_for(
	const struct vb_lock_opts *opts, int fd, const char *notice, bool *said, struct vb_err *err)
{
	int rc = vb_lock_wait(fd, opts->log, notice, said, err);

	if (rc <= 0)
		return rc;
	if (!has_no_flock(errno))
		return vb_err_sys(err, errno, "locking '%s/%s'", opts->dir, opts->name);
	vb_warn(opts->log,
		"'%s' is on a file system without locks (%s): another run on it would not be "
		"noticed",
		opts->what, strerror(errno));
	return 0;
}

/* Whether the file is still what the name means. */
static bool is_current(const struct vb_lock_opts *opts, const struct stat *open)
{
	struct stat named;

	return fstatat(opts->dirfd, opts->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       open->st_dev == named.st_dev && open->st_ino == named.st_ino;
}

static int check_regular(
	const struct vb_lock_opts *opts, int fd, struct stat *ret_st, struct vb_err *err)
{
	if (fstat(fd, ret_st) < 0)
		return vb_err_sys(err, errno, "reading '%s/%s'", opts->dir, opts->name);
	if (S_ISREG(ret_st->st_mode))
		return 0;
	return vb_err_set(err, VB_EFAIL, "the lock file '%s/%s' is not a regular file; remove it",
		opts->dir, opts->name);
}

int vb_lock_take(const struct vb_lock_opts *opts, struct vb_lock *ret_lock, struct vb_err *err)
{
	/* Before there is a file that would be left behind where memory ends. */
	const char *notice = vb_arena_printf(
		opts->arena, "waiting for another run that works on '%s'", opts->what);
	bool said = false;

	for (;;) {
		vb_auto_fd fd = open_file(opts);
		struct stat st;
		int rc;

		if (fd < 0)
			return refuse(opts, errno, err);
		rc = check_regular(opts, fd, &st, err);
		if (rc == 0)
			rc = wait_for(opts, fd, notice, &said, err);
		if (rc < 0)
			return rc;
		if (is_current(opts, &st)) {
			*ret_lock = (struct vb_lock){.fd = vb_steal_fd(&fd),
				.dev = st.st_dev,
				.ino = st.st_ino,
				.dirfd = opts->dirfd,
				.name = opts->name};
			return 0;
		}
	}
}

static bool is_file_of(const struct vb_lock *lock, int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && st.st_dev == lock->dev && st.st_ino == lock->ino;
}

bool vb_lock_is_held(struct vb_lock *lock)
{
	vb_auto_fd fd = -1;

	if (lock->fd < 0 || is_file_of(lock, lock->fd))
		return lock->fd >= 0;
	fd = openat(
		lock->dirfd, lock->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (!is_file_of(lock, fd) || (flock(fd, LOCK_EX | LOCK_NB) < 0 && !has_no_flock(errno)))
		return false;
	lock->fd = vb_steal_fd(&fd);
	return true;
}

void vb_lock_release(struct vb_lock *lock)
{
	if (vb_lock_is_held(lock)) {
		unlinkat(lock->dirfd, lock->name, 0);
		close(lock->fd);
	}
	lock->fd = -1;
}
