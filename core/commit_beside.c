/* SPDX-License-Identifier: MIT */
/*
 * Beside the target: staged in the same directory, then renamed over nothing, or exchanged with
 * what is there, an empty directory too. Either is one system call, and so is its undoing.
 */
#include "core/commit_way.h"

#include "core/fsat.h"
#include "core/move.h"
#include "core/rescue.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/xattr.h>

static void drop(struct vb_commit *commit)
{
	vb_commit_discard(commit, commit->parent.fd, commit->staging);
}

/* An ACL is not copied: who has set one keeps the directory. */
static bool has_acl(int fd)
{
	return fgetxattr(fd, "system.posix_acl_access", NULL, 0) > 0 ||
	       fgetxattr(fd, "system.posix_acl_default", NULL, 0) > 0;
}

/* Gives FD the owner and mode of the directory it is to replace. False: that cannot be. */
static bool take_after(int fd, int root_fd)
{
	struct stat old, new;

	if (fstat(root_fd, &old) < 0 || fstat(fd, &new) < 0 || has_acl(root_fd))
		return false;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
		fchown(fd, old.st_uid, old.st_gid) < 0)
		return false;
	return fstat(fd, &new) == 0 &&
	       (!((old.st_mode ^ new.st_mode) & 07777) || fchmod(fd, old.st_mode & 07777) == 0);
}

static int write_beside(struct vb_commit *commit, struct vb_err *err)
{
	bool exists = commit->root.fd >= 0;
	vb_auto_fd fd = -1;
	int rc;

	if (mkdirat(commit->parent.fd, commit->staging, 0777) < 0) {
		if (exists && vb_commit_is_barred(errno))
			return 1;
		return vb_err_sys(
			err, errno, "making '%s/%s'", commit->target.parent, commit->staging);
	}
	commit->progress = VB_STAGED;
	fd = vb_fsat_open_dir(commit->parent.fd, commit->staging, err);
	if (fd < 0)
		return fd;
	rc = vb_commit_fill(commit, fd, NULL, err);
	if (rc == 0 && exists && !take_after(fd, commit->root.fd)) {
		drop(commit);
		commit->progress = VB_BEGUN;
		return 1;
	}
	return rc;
}

/* Puts staging, wherever it was laid, in the place of what is there, and the other way round. */
static int exchange(const struct vb_commit *commit)
{
	const char *name = vb_commit_keeps(commit) ? commit->kept : commit->staging;

	return renameat2(
		commit->parent.fd, name, commit->parent.fd, commit->target.name, RENAME_EXCHANGE);
}

/* To keep what is there, staging is laid where that will be: a kill loses neither. */
static int put_in_place(struct vb_commit *commit)
{
	int failed;

	if (!vb_commit_keeps(commit))
		return exchange(commit);
	if (vb_commit_lay_aside(commit) < 0)
		return -1;
	if (exchange(commit) == 0)
		return 0;
	failed = errno;
	vb_commit_lay_back(commit);
	errno = failed;
	return -1;
}

static int publish_over(struct vb_commit *commit, struct vb_err *err)
{
	struct stat st;

	if (fstatat(commit->parent.fd, commit->target.name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		st.st_dev != commit->root.dev || st.st_ino != commit->root.ino)
		return vb_err_set(err, VB_EFAIL,
			"'%s' was replaced by somebody else in the meantime; it is left as it is",
			commit->target.path);
	if (put_in_place(commit) == 0)
		return 0;
	if (!vb_commit_is_barred(errno))
		return vb_err_sys(
			err, errno, "putting the new environment at '%s'", commit->target.path);
	drop(commit);
	commit->progress = VB_BEGUN;
	return 1;
}

static int publish_beside(struct vb_commit *commit, struct vb_err *err)
{
	if (commit->root.fd >= 0)
		return publish_over(commit, err);
	if (vb_move_rename(commit->parent.fd, commit->staging, commit->parent.fd,
		    commit->target.name) == 0)
		return 0;
	if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
		return vb_err_set(err, VB_EFAIL,
			"'%s' was made by somebody else in the meantime; it is left as it is",
			commit->target.path);
	return vb_err_sys(err, errno, "putting the new environment at '%s'", commit->target.path);
}

static int take_back(const struct vb_commit *commit)
{
	/* The one call that publishes was not made. */
	if (commit->progress == VB_PUBLISHING)
		return 0;
	if (commit->root.fd < 0)
		return vb_move_rename(
			commit->parent.fd, commit->target.name, commit->parent.fd, commit->staging);
	if (exchange(commit) < 0)
		return -1;
	return vb_commit_keeps(commit) ? vb_commit_lay_back(commit) : 0;
}

static int wipe(const struct vb_commit *commit)
{
	return vb_rescue_remove(commit->parent.fd, commit->staging);
}

static int undo_beside(struct vb_commit *commit, struct vb_err *err)
{
	if (take_back(commit) < 0)
		return vb_err_sys(err, errno, "taking '%s' away again", commit->target.path);
	return 0;
}

static int finish_beside(struct vb_commit *commit, struct vb_err *err)
{
	(void)err;
	vb_commit_only_deletes(commit, commit->way);
	if (vb_commit_keeps(commit) ? commit->has_older : commit->root.fd >= 0)
		drop(commit);
	return 0;
}

const struct vb_way vb_way_beside = {
	.name = "beside the target",
	.write = write_beside,
	.publish = publish_beside,
	.undo = undo_beside,
	.finish = finish_beside,
	.drop = drop,
	.take_back = take_back,
	.wipe = wipe,
};
