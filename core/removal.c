/* SPDX-License-Identifier: MIT */
/*
 * One rename takes an environment out of sight, to the name that the next run clears up if this
 * one does not live to. Where it cannot be renamed its entries go the same way, inside it.
 */
#include "core/removal.h"

#include "core/commit_way.h"
#include "core/fsat.h"
#include "core/guard.h"
#include "core/interrupt.h"
#include "core/kept.h"
#include "core/move.h"
#include "core/path.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* What a run that died, or could not delete it, had taken out of sight; or its lock. */
static bool has_leftover(struct vb_arena *arena, const struct vb_target *target)
{
	static const char *const names[] = {"new", "lock"};

	for (size_t i = 0; i < VB_COUNT(names); i++) {
		const char *name = vb_commit_name_beside(arena, target->name, names[i]);

		if (is_there(vb_path_join(arena, target->parent, name)))
			return true;
	}
	return is_there(vb_path_join(arena, target->path, VB_OWN_PREFIX "gone"));
}

static int check(const struct vb_run *run, const struct vb_target *target, bool is_begun,
	struct vb_err *err)
{
	vb_auto_free char *here = realpath(run->cwd, NULL);
	bool force = run->request.force;

	if (here && vb_path_is_within(here, target->path))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is the current directory; change to another one first", target->path);
	if (target->state == VB_EMPTY && is_begun)
		return 0;
	if (target->state == VB_EMPTY && !force && !target->interrupted)
		return vb_err_set(err, VB_EFAIL,
			"'%s' has no pyvenv.cfg, so it is no environment and is left as it is "
			"(--force overrules that)",
			target->path);
	return target->interrupted ? 0 : vb_target_check_clear(target, force, err);
}

/* IS_BEGUN: there is what an earlier run left. */
static int check_all(
	const struct vb_run *run, const struct vb_target *target, bool is_begun, struct vb_err *err)
{
	bool force = run->request.force;
	int kept = vb_kept_find(run->arena, target, force, err);

	if (kept < 0)
		return kept;
	if (target->state != VB_ABSENT)
		return check(run, target, is_begun, err);
	return kept || is_begun ? 0
				: vb_err_set(err, VB_EFAIL, "'%s' does not exist", target->path);
}

int vb_removal_check(const struct vb_run *run, const struct vb_target *target, struct vb_err *err)
{
	return check_all(run, target, has_leftover(run->arena, target), err);
}

/* NAME, which lies beside the target, goes by way of the name of staging. */
static int remove_beside(struct vb_commit *commit, const char *name, struct vb_err *err)
{
	int fd = commit->parent.fd;

	if (vb_move_rename(fd, name, fd, commit->staging) < 0)
		return vb_commit_is_barred(errno)
			       ? 1
			       : vb_err_sys(err, errno, "'%s/%s'", commit->target.parent, name);
	vb_commit_only_deletes(commit, &vb_way_beside);
	if (vb_fsat_remove_tree(fd, commit->staging, err) < 0)
		return vb_err_wrap(err, "'%s/%s', which is what is left of '%s'",
			commit->target.parent, commit->staging, name);
	return 0;
}

/* What cannot be moved is emptied; *RET_LEFT: the directory itself is still to go. */
static int remove_target(struct vb_commit *commit, bool *ret_left, struct vb_err *err)
{
	int rc = commit->locked_inside ? 1 : remove_beside(commit, commit->target.name, err);

	if (rc != 1)
		return rc;
	*ret_left = true;
	return vb_inside_empty(commit, err);
}

static int remove_kept(struct vb_commit *commit, struct vb_err *err)
{
	const struct vb_run *run = commit->run;
	int rc = vb_kept_find(run->arena, &commit->target, run->request.force, err);

	if (rc == 1)
		rc = remove_beside(commit, commit->kept, err);
	return rc == 1 ? vb_err_sys(err, errno, "'%s/%s'", commit->target.parent, commit->kept)
		       : rc;
}

static int remove_all(struct vb_commit *commit, bool is_begun, bool *ret_left, struct vb_err *err)
{
	int rc = check_all(commit->run, &commit->target, is_begun, err);

	if (rc == 0)
		rc = vb_interrupt_check(err);
	if (rc == 0 && commit->target.state != VB_ABSENT)
		rc = remove_target(commit, ret_left, err);
	return rc == 0 ? remove_kept(commit, err) : rc;
}

int vb_removal_run(struct vb_run *run, const struct vb_target *target, struct vb_err *err)
{
	struct vb_commit *commit;
	bool left = false, is_begun = has_leftover(run->arena, target);
	int rc;

	vb_guard_attend(run);
	rc = vb_commit_begin(run, target, &commit, err);
	if (rc == 0) {
		rc = remove_all(commit, is_begun, &left, err);
		vb_commit_end(run);
	}
	vb_guard_attend(NULL);
	/* Not before, since the lock may be in it. */
	if (rc == 0 && left && rmdir(target->path) < 0 && errno != ENOENT)
		vb_warn(run->log, "'%s' is empty now, and stays: %s", target->path,
			strerror(errno));
	return rc;
}
