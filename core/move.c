/* SPDX-License-Identifier: MIT */
/* Renames, and what stands in for them where a directory cannot be renamed. */
#include "core/move.h"

#include "core/fsat.h"

#include <errno.h>
#include <fcntl.h>

int vb_move_rename(int from_fd, const char *from, int to_fd, const char *to)
{
	struct stat st;

	if (renameat2(from_fd, from, to_fd, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (fstatat(to_fd, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(from_fd, from, to_fd, to);
}

static int keep_attributes(int fd, const struct stat *st, const char *name, struct vb_err *err)
{
	const struct timespec times[] = {st->st_atim, st->st_mtim};
	struct stat now;

	if (fstat(fd, &now) < 0)
		return vb_err_sys(err, errno, "reading '%s'", name);
	if ((now.st_uid != st->st_uid || now.st_gid != st->st_gid) &&
		fchown(fd, st->st_uid, st->st_gid) < 0)
		return vb_err_sys(err, errno, "giving '%s' its owner", name);
	if (fchmod(fd, st->st_mode & 07777) < 0 || futimens(fd, times) < 0)
		return vb_err_sys(err, errno, "giving '%s' its mode and times", name);
	return 0;
}

static int move_entries(
	struct vb_arena *arena, int from, int to, const char *name, struct vb_err *err)
{
	const char *const *names;
	int rc = vb_fsat_list(arena, from, name, &names, NULL, err);

	for (; rc == 0 && *names; names++)
		rc = vb_move(arena, from, *names, to, err);
	return rc < 0 ? vb_err_wrap(err, "'%s'", name) : 0;
}

/* NAME is a directory, which FAILED to be renamed. */
static int move_dir(struct vb_arena *arena, int from_fd, const char *name, int to_fd, int failed,
	struct vb_err *err)
{
	vb_auto_fd from = openat(from_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	vb_auto_fd to = -1;
	struct stat st;
	bool made;
	int rc;

	if (from < 0 || fstat(from, &st) < 0)
		return vb_err_sys(err, failed, "moving '%s'", name);
	made = mkdirat(to_fd, name, 0700) == 0;
	if (!made && errno != EEXIST)
		return vb_err_sys(err, errno, "making directory '%s'", name);
	to = openat(to_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return vb_err_sys(err, failed, "moving '%s'", name);
	rc = move_entries(arena, from, to, name, err);
	if (rc == 0 && made)
		rc = keep_attributes(to, &st, name, err);
	if (rc == 0 && unlinkat(from_fd, name, AT_REMOVEDIR) < 0)
		rc = vb_err_sys(err, errno, "removing '%s'", name);
	return rc;
}

int vb_move(struct vb_arena *arena, int from_fd, const char *name, int to_fd, struct vb_err *err)
{
	if (vb_move_rename(from_fd, name, to_fd, name) == 0)
		return 0;
	if (errno != EXDEV && errno != EEXIST)
		return vb_err_sys(err, errno, "moving '%s'", name);
	return move_dir(arena, from_fd, name, to_fd, errno, err);
}
