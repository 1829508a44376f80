/* SPDX-License-Identifier: MIT */
/*
 * The course of a commit: begin, write, publish, undo or finish, end. What each does to the disk
 * is the business of a way; this chooses it, and goes inside the target where another is barred.
 */
#include "core/commit.h"

#include "core/commit_way.h"
#include "core/conduct.h"
#include "core/interp.h"
#include "core/interrupt.h"
#include "core/path.h"
#include "core/pipeline.h"
#include "core/run.h"
#include "core/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

bool vb_commit_is_barred(int sys)
{
	static const int barring[] = {
		EXDEV, EBUSY, EINVAL, ENOSYS, EACCES, EPERM, EROFS, ENAMETOOLONG, EOPNOTSUPP};

	for (size_t i = 0; i < VB_COUNT(barring); i++)
		if (sys == barring[i])
			return true;
	return false;
}

int vb_commit_fill(struct vb_commit *commit, int fd, const bool *skip, struct vb_err *err)
{
	int rc;

	umask(commit->run->umask);
	rc = vb_writer_write(commit->run, fd, skip, err);
	if (rc < 0 && err->code != VB_ESIGNAL)
		return vb_err_wrap(err, "'%s'", commit->target.path);
	return rc;
}

/* A plugin may have closed our descriptors, and others may have got their numbers. */
static bool is_still(int fd, dev_t dev, ino_t ino)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == dev && st.st_ino == ino;
}

static int renew(struct vb_held *held, const char *path)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	vb_auto_fd fd = -1;

	if (!held->ino || is_still(held->fd, held->dev, held->ino))
		return 0;
	/* Whosever that number is now, nothing is to be done there. */
	held->fd = -1;
	fd = open(path, flags);
	if (fd < 0 && errno == EACCES)
		fd = open(path, flags | O_PATH);
	if (fd < 0 || !is_still(fd, held->dev, held->ino))
		return -1;
	held->fd = vb_steal_fd(&fd);
	return 0;
}

const char *vb_commit_renew(struct vb_commit *commit)
{
	const char *changed = NULL;

	/* Beside the target the old one is elsewhere by now, and is not worked on. */
	if ((commit->progress < VB_PUBLISHED || commit->way != &vb_way_beside) &&
		renew(&commit->root, commit->target.path) < 0)
		changed = commit->target.path;
	if (renew(&commit->parent, commit->target.parent) < 0)
		changed = commit->target.parent;
	commit->lock.dirfd = commit->locked_inside ? commit->root.fd : commit->parent.fd;
	return changed;
}

static int renew_all(struct vb_commit *commit, struct vb_err *err)
{
	const char *changed = vb_commit_renew(commit);

	return changed ? vb_err_set(err, VB_EPLUGIN,
				 "a plugin closed venvb's descriptor of '%s', and it is another "
				 "directory now",
				 changed)
		       : 0;
}

const struct vb_target *vb_commit_target(const struct vb_commit *commit)
{
	return &commit->target;
}

/*
 * Not empty and not to be cleared: in place. Else beside it, unless the lock is in it, or it is
 * the directory in which the user stands and would find himself nowhere.
 */
static const struct vb_way *choose(const struct vb_commit *commit)
{
	if (commit->target.state == VB_ABSENT)
		return &vb_way_beside;
	if (vb_target_is_updated(&commit->target, commit->run->request.clear))
		return &vb_way_update;
	if (commit->locked_inside || vb_path_is_within(commit->run->cwd, commit->target.path))
		return &vb_way_inside;
	return &vb_way_beside;
}

/* Inside the target there is no place that the next run would leave alone. */
static int check_keeping(const struct vb_commit *commit, struct vb_err *err)
{
	if (!vb_commit_keeps(commit))
		return 0;
	if (vb_path_is_within(commit->run->cwd, commit->target.path))
		return vb_err_set(err, VB_EFAIL,
			"'%s' is the current directory and cannot be kept beside the new "
			"environment: change to another directory first",
			commit->target.path);
	return vb_err_set(err, VB_EFAIL,
		"'%s' cannot be moved as a whole, and so not be kept beside the new environment: "
		"leave --keep out",
		commit->target.path);
}

static int go_inside(struct vb_commit *commit, struct vb_err *err)
{
	int rc = check_keeping(commit, err);

	if (rc < 0)
		return rc;
	vb_verbose(commit->run->log, "'%s' cannot be replaced as a whole: its entries will be",
		commit->target.path);
	commit->way = &vb_way_inside;
	return commit->way->write(commit, err);
}

static int check_lock(struct vb_commit *commit, struct vb_err *err)
{
	if (vb_lock_is_held(&commit->lock))
		return 0;
	return vb_err_set(err, VB_EPLUGIN,
		"a plugin closed venvb's lock of '%s': another run may be working on it",
		commit->target.path);
}

int vb_commit_write(struct vb_run *run, struct vb_err *err)
{
	struct vb_commit *commit = run->commit;
	int rc;

	vb_conduct_restore_all(run);
	rc = renew_all(commit, err);
	if (rc == 0)
		rc = check_lock(commit, err);
	if (rc < 0)
		return rc;
	commit->way = choose(commit);
	if (commit->way == &vb_way_inside)
		return go_inside(commit, err);
	rc = commit->way->write(commit, err);
	return rc == 1 ? go_inside(commit, err) : rc;
}

/* What is half swapped in is no place to stop. */
static int publish(struct vb_commit *commit, struct vb_err *err)
{
	int rc;

	vb_interrupt_hold();
	commit->progress = VB_PUBLISHING;
	rc = commit->way->publish(commit, err);
	if (commit->progress == VB_PUBLISHING)
		commit->progress = rc == 0 ? VB_PUBLISHED : VB_STAGED;
	vb_interrupt_release();
	return rc;
}

int vb_commit_publish(struct vb_run *run, struct vb_err *err)
{
	struct vb_commit *commit = run->commit;
	int rc = vb_interrupt_check(err);

	if (rc < 0)
		return rc;
	rc = publish(commit, err);
	if (rc == 1) {
		rc = go_inside(commit, err);
		if (rc == 0)
			rc = vb_interrupt_check(err);
		if (rc == 0)
			rc = publish(commit, err);
	}
	return rc;
}

int vb_commit_undo(struct vb_run *run, struct vb_err *err)
{
	struct vb_commit *commit = run->commit;
	int rc;

	if (commit->progress != VB_PUBLISHED)
		return 0;
	vb_conduct_restore_all(run);
	vb_interrupt_hold();
	rc = renew_all(commit, err);
	if (rc == 0)
		rc = commit->way->undo(commit, err);
	vb_interrupt_release();
	/* Staging holds what could not be put back: it stays. */
	commit->progress = rc == 0 ? VB_STAGED : VB_FINISHED;
	return rc;
}

int vb_commit_finish(struct vb_run *run, struct vb_err *err)
{
	struct vb_commit *commit = run->commit;
	int rc;

	vb_conduct_restore_all(run);
	rc = renew_all(commit, err);
	if (rc == 0)
		rc = commit->way->finish(commit, err);
	if (rc == 0)
		commit->progress = VB_FINISHED;
	return rc;
}

void vb_commit_only_deletes(struct vb_commit *commit, const struct vb_way *way)
{
	commit->way = way;
	commit->progress = VB_DELETING;
}

static bool take_back(struct vb_commit *commit)
{
	if (commit->progress == VB_PUBLISHING || commit->progress == VB_PUBLISHED)
		commit->progress = commit->way->take_back(commit) == 0 ? VB_STAGED : VB_FINISHED;
	if (commit->progress == VB_STAGED || commit->progress == VB_DELETING)
		return commit->way->wipe(commit) == 0;
	return commit->progress == VB_BEGUN;
}

bool vb_commit_rescue(struct vb_commit *commit)
{
	bool is_locked = commit->lock.fd >= 0, done = !is_locked;

	/* Without its lock the target may be somebody else's by now. */
	if (is_locked)
		done = !vb_commit_renew(commit) && vb_lock_is_held(&commit->lock) &&
		       take_back(commit);
	vb_lock_release(&commit->lock);
	if (commit->progress < VB_PUBLISHED)
		vb_commit_remove_made(commit);
	return done;
}

int vb_stage_commit(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	int rc = vb_commit_write(run, err);

	(void)self;
	return rc == 0 ? vb_commit_publish(run, err) : rc;
}
