/* SPDX-License-Identifier: MIT */
/*
 * The two ends of a commit: the lock with the directories above the target, what dead runs left;
 * and giving all of it back.
 */
#include "core/commit_way.h"

#include "core/cache.h"
#include "core/fsat.h"
#include "core/kept.h"
#include "core/path.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { MAX_NAME = 255, MAX_TRIES = 100 };

int vb_commit_remove_leftover(
	struct vb_commit *commit, int dirfd, const char *name, struct vb_err *err)
{
	const char *dir = dirfd == commit->parent.fd ? commit->target.parent : commit->target.path;
	struct stat st;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : vb_err_sys(err, errno, "reading '%s/%s'", dir, name);
	if (st.st_uid != geteuid())
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' was left by an interrupted run of %s; it must be removed first",
			dir, name, vb_target_owner(commit->run->arena, st.st_uid));
	return vb_fsat_remove_tree(dirfd, name, err) < 0
		       ? vb_err_wrap(err, "'%s/%s' was left by an interrupted run", dir, name)
		       : 0;
}

void vb_commit_discard(struct vb_commit *commit, int dirfd, const char *name)
{
	vb_auto_err err = VB_ERR_INIT;

	if (vb_fsat_remove_tree(dirfd, name, &err) < 0)
		vb_warn(commit->run->log, "'%s/%s' could not be removed and is left behind: %s",
			dirfd == commit->parent.fd ? commit->target.parent : commit->target.path,
			name, err.msg);
}

int vb_commit_make_dir(int dirfd, const char *name, mode_t mode, struct vb_err *err)
{
	int fd;

	if (mkdirat(dirfd, name, mode) < 0)
		return vb_err_sys(err, errno, "making directory '%s'", name);
	fd = vb_fsat_open_dir(dirfd, name, err);
	if (fd < 0)
		unlinkat(dirfd, name, AT_REMOVEDIR);
	return fd;
}

const char *vb_commit_name_beside(struct vb_arena *arena, const char *name, const char *what)
{
	size_t len = strlen(name);

	if (len + strlen("..venvb-") + strlen(what) > MAX_NAME)
		name = vb_cache_key(arena, name, len);
	return vb_arena_printf(arena, ".%s.venvb-%s", name, what);
}

static void hold(struct vb_held *held, int fd)
{
	struct stat st = {0};

	fstat(fd, &st);
	*held = (struct vb_held){fd, st.st_dev, st.st_ino};
}

static void let_go(struct vb_held *held)
{
	vb_close_fd(&held->fd);
	*held = (struct vb_held){.fd = -1};
}

/* The first directory on the way to PATH that does not exist. */
static const char *first_missing(struct vb_arena *arena, const char *path)
{
	const char *dir = vb_path_dir(arena, path);
	struct stat st;

	return lstat(dir, &st) < 0 && errno == ENOENT ? first_missing(arena, dir) : path;
}

static void note_made(struct vb_commit *commit, const char *dir)
{
	if (!commit->made_from || strlen(dir) < strlen(commit->made_from))
		commit->made_from = dir;
}

/* Kept at hand, since what ends a plugin's crash cannot make it. */
static void list_made(struct vb_commit *commit)
{
	struct vb_arena *arena = commit->run->arena;
	const char *dir = commit->target.parent;
	size_t shortest = commit->made_from ? strlen(commit->made_from) : SIZE_MAX;
	const char **made = vb_arena_array(arena, strlen(dir) + 1, sizeof(*made));

	commit->made = made;
	for (; strlen(dir) >= shortest; dir = vb_path_dir(arena, dir))
		*made++ = dir;
}

static int open_parent(struct vb_commit *commit, struct vb_err *err)
{
	const char *parent = commit->target.parent;
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0 && errno == ENOENT) {
		note_made(commit, first_missing(commit->run->arena, parent));
		list_made(commit);
		rc = vb_fsat_make_dirs(AT_FDCWD, parent, 0777, err);
		if (rc < 0)
			return rc;
		fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	/* One that may be searched and not listed will do. */
	if (fd < 0 && errno == EACCES)
		fd = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return vb_err_sys(err, errno, "opening '%s'", parent);
	let_go(&commit->parent);
	hold(&commit->parent, fd);
	return 0;
}

static int open_root(struct vb_commit *commit, struct vb_err *err)
{
	int fd = openat(commit->parent.fd, commit->target.name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	let_go(&commit->root);
	if (fd >= 0)
		hold(&commit->root, fd);
	else if (errno != ENOENT)
		return vb_err_sys(err, errno, "opening '%s'", commit->target.path);
	return 0;
}

static int lock_at(
	struct vb_commit *commit, int dirfd, const char *name, const char *dir, struct vb_err *err)
{
	const struct vb_lock_opts opts = {.arena = commit->run->arena,
		.log = commit->run->log,
		.dirfd = dirfd,
		.name = name,
		.what = commit->target.path,
		.dir = dir};

	return vb_lock_take(&opts, &commit->lock, err);
}

/* Beside the target, else inside it. */
static int take_lock(struct vb_commit *commit, struct vb_err *err)
{
	const struct vb_target *target = &commit->target;
	int rc = lock_at(commit, commit->parent.fd, commit->lock_name, target->parent, err);
	int sys = errno;

	if (rc != 1)
		return rc;
	rc = open_root(commit, err);
	if (rc < 0)
		return rc;
	if (commit->root.fd < 0)
		return vb_err_sys(
			err, sys, "'%s' cannot be made in '%s'", target->name, target->parent);
	rc = lock_at(commit, commit->root.fd, VB_OWN_PREFIX "lock", target->path, err);
	if (rc == 1)
		return vb_err_sys(err, errno, "'%s' cannot be written to", target->path);
	commit->locked_inside = true;
	return rc;
}

void vb_commit_remove_made(const struct vb_commit *commit)
{
	for (const char *const *dir = commit->made; dir && *dir; dir++)
		if (rmdir(*dir) < 0 && errno != ENOENT)
			return;
}

/* A run that ended in the meantime may have removed the directories it had made. */
static int lock(struct vb_commit *commit, struct vb_err *err)
{
	for (int tries = 0;; tries++) {
		int rc = open_parent(commit, err);

		if (rc == 0)
			rc = take_lock(commit, err);
		if (rc == 0)
			return 0;
		if (err->sys != ENOENT || tries == MAX_TRIES)
			return rc;
		vb_err_done(err);
	}
}

/* What dead runs left is put back or removed; what is there then is what counts. */
static int look_again(struct vb_commit *commit, struct vb_err *err)
{
	struct vb_target *target = &commit->target;
	const struct vb_request *request = &commit->run->request;
	int rc = vb_commit_remove_leftover(commit, commit->parent.fd, commit->staging, err);

	/* A lock inside the target keeps the descriptor by which it was made. */
	if (rc == 0 && !commit->locked_inside)
		rc = open_root(commit, err);
	if (rc == 0 && commit->root.fd >= 0)
		rc = vb_inside_recover(commit, err);
	if (rc == 0)
		rc = vb_target_read(commit->run->arena, target, err);
	if (rc == 0 && request->clear)
		rc = vb_target_check_clear(target, request->force, err);
	/* What is in the way of keeping it is said before all the work. */
	if (rc == 0 && vb_commit_keeps(commit))
		rc = vb_kept_find(commit->run->arena, target, request->force, err);
	return rc < 0 ? rc : 0;
}

int vb_commit_begin(struct vb_run *run, const struct vb_target *target,
	struct vb_commit **ret_commit, struct vb_err *err)
{
	struct vb_commit *commit = vb_arena_one(run->arena, struct vb_commit);
	int rc;

	*commit = (struct vb_commit){.run = run,
		.target = *target,
		.parent = {.fd = -1},
		.root = {.fd = -1},
		.lock = VB_LOCK_INIT,
		.staging = vb_commit_name_beside(run->arena, target->name, "new"),
		.lock_name = vb_commit_name_beside(run->arena, target->name, "lock"),
		.kept = vb_commit_name_beside(run->arena, target->name, "kept")};
	run->commit = commit;
	rc = lock(commit, err);
	if (rc == 0)
		rc = look_again(commit, err);
	if (rc == 0)
		*ret_commit = commit;
	else
		vb_commit_end(run);
	return rc;
}

void vb_commit_end(struct vb_run *run)
{
	struct vb_commit *commit = run->commit;

	if (!commit)
		return;
	vb_commit_renew(commit);
	if (commit->progress == VB_STAGED)
		commit->way->drop(commit);
	vb_lock_release(&commit->lock);
	if (commit->progress < VB_PUBLISHED)
		vb_commit_remove_made(commit);
	let_go(&commit->root);
	let_go(&commit->parent);
	run->commit = NULL;
}
