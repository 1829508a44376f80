/* SPDX-License-Identifier: MIT */
/*
 * The environment that `--clear --keep` leaves beside the new one: found, put there, exchanged
 * back. Each step is one system call, so that one that is killed leaves both under names that the
 * next run knows.
 */
#include "core/kept.h"

#include "core/commit_way.h"
#include "core/fsat.h"
#include "core/interrupt.h"
#include "core/move.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

bool vb_commit_keeps(const struct vb_commit *commit)
{
	const struct vb_request *request = &commit->run->request;

	return request->keep && request->clear && commit->target.state != VB_ABSENT &&
	       commit->target.state != VB_EMPTY;
}

int vb_commit_find_kept(const struct vb_commit *commit, struct vb_err *err)
{
	const char *parent = commit->target.parent;
	struct stat st;

	if (fstatat(commit->parent.fd, commit->kept, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT
			       ? 0
			       : vb_err_sys(err, errno, "reading '%s/%s'", parent, commit->kept);
	if (!S_ISDIR(st.st_mode))
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' is not a directory, and so not an environment that was kept; move "
			"it away",
			parent, commit->kept);
	if (st.st_uid != geteuid())
		return vb_err_set(err, VB_EFAIL, "'%s/%s' was kept by %s, and is left alone",
			parent, commit->kept, vb_target_owner(commit->run->arena, st.st_uid));
	return 1;
}

static int exchange(const struct vb_commit *commit, const char *name)
{
	return renameat2(commit->parent.fd, name, commit->parent.fd, commit->kept, RENAME_EXCHANGE);
}

int vb_commit_keep(struct vb_commit *commit, struct vb_err *err)
{
	int found = vb_commit_find_kept(commit, err), rc;

	if (found < 0)
		return found;
	rc = found ? exchange(commit, commit->staging)
		   : vb_move_rename(
			     commit->parent.fd, commit->staging, commit->parent.fd, commit->kept);
	if (rc < 0)
		return vb_err_sys(err, errno, "keeping the old environment in '%s/%s'",
			commit->target.parent, commit->kept);
	if (found)
		vb_commit_discard(commit, commit->parent.fd, commit->staging);
	return 0;
}

static bool is_environment(const struct vb_commit *commit)
{
	const char *cfg = vb_arena_printf(commit->run->arena, "%s/pyvenv.cfg", commit->kept);
	struct stat st;

	return fstatat(commit->parent.fd, cfg, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int find(const struct vb_commit *commit, struct vb_err *err)
{
	int found = vb_commit_find_kept(commit, err);

	if (found < 0)
		return found;
	if (!found)
		return vb_err_set(err, VB_EFAIL,
			"there is nothing to go back to: no '%s/%s', which 'venvb create --clear "
			"--keep' leaves",
			commit->target.parent, commit->kept);
	if (!is_environment(commit))
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' has no pyvenv.cfg, so it is no environment, and is left there",
			commit->target.parent, commit->kept);
	return 0;
}

static int put_back(const struct vb_commit *commit, struct vb_err *err)
{
	bool exists = commit->target.state != VB_ABSENT;
	int rc = exists ? exchange(commit, commit->target.name)
			: vb_move_rename(commit->parent.fd, commit->kept, commit->parent.fd,
				  commit->target.name);

	if (rc < 0)
		return vb_err_sys(err, errno, "putting '%s/%s' at '%s'", commit->target.parent,
			commit->kept, commit->target.path);
	return 0;
}

int vb_kept_undo(struct vb_run *run, const struct vb_target *target, struct vb_err *err)
{
	struct vb_commit *commit;
	int rc = vb_commit_begin(run, target, &commit, err);

	if (rc < 0)
		return rc;
	rc = find(commit, err);
	if (rc == 0)
		rc = vb_interrupt_check(err);
	if (rc == 0)
		rc = put_back(commit, err);
	vb_commit_end(run);
	return rc;
}

const char *vb_kept_path(struct vb_arena *arena, const struct vb_target *target)
{
	const char *name = vb_commit_name_beside(arena, target->name, "kept");

	return vb_arena_printf(arena, "%s/%s", target->parent, name);
}
