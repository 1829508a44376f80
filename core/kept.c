/* SPDX-License-Identifier: MIT */
/*
 * The environment that `--clear --keep` leaves beside the new one: found, put there, exchanged
 * back. Each step is one system call, so that one that is killed leaves both under names that the
 * next run knows.
 */
#include "core/kept.h"

#include "core/commit_way.h"
#include "core/fsat.h"
#include "core/guard.h"
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

/* What is under the name of a kept one is deleted or put in place only if it is an environment of
 * ours. */
static int judge(struct vb_arena *arena, const char *path, const struct stat *st, bool force,
	struct vb_err *err)
{
	struct vb_target kept = {.path = path};
	int rc;

	if (!S_ISDIR(st->st_mode))
		return vb_err_set(err, VB_EFAIL,
			"'%s' is not a directory, and so not an environment that was kept; move it "
			"away",
			path);
	if (st->st_uid != geteuid())
		return vb_err_set(err, VB_EFAIL, "'%s' was kept by %s, and is left alone", path,
			vb_target_owner(arena, st->st_uid));
	rc = vb_target_read(arena, &kept, err);
	if (rc == 0 && kept.state == VB_EMPTY)
		kept.state = VB_FOREIGN;
	return rc < 0 ? rc : vb_target_check_clear(&kept, force, err);
}

int vb_kept_find(
	struct vb_arena *arena, const struct vb_target *target, bool force, struct vb_err *err)
{
	const char *path = vb_kept_path(arena, target);
	struct stat st;
	int rc;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : vb_err_sys(err, errno, "reading '%s'", path);
	rc = judge(arena, path, &st, force, err);
	return rc < 0 ? rc : 1;
}

static int exchange(const struct vb_commit *commit, const char *name)
{
	return renameat2(commit->parent.fd, name, commit->parent.fd, commit->kept, RENAME_EXCHANGE);
}

/* Staging takes the name of a kept one; one that was kept before lies where staging was, then. */
int vb_commit_lay_aside(struct vb_commit *commit)
{
	int fd = commit->parent.fd;

	if (vb_move_rename(fd, commit->staging, fd, commit->kept) == 0) {
		commit->has_older = false;
		return 0;
	}
	commit->has_older = true;
	return errno == EEXIST || errno == ENOTEMPTY ? exchange(commit, commit->staging) : -1;
}

int vb_commit_lay_back(const struct vb_commit *commit)
{
	int fd = commit->parent.fd;

	return commit->has_older ? exchange(commit, commit->staging)
				 : vb_move_rename(fd, commit->kept, fd, commit->staging);
}

/* What is there now must be worth keeping, too. */
static int find(const struct vb_commit *commit, struct vb_err *err)
{
	const struct vb_run *run = commit->run;
	int found = vb_kept_find(run->arena, &commit->target, run->request.force, err);

	if (found < 0)
		return found;
	if (!found)
		return vb_err_set(err, VB_EFAIL,
			"there is nothing to go back to: no '%s', which 'venvb create --clear "
			"--keep' leaves",
			vb_kept_path(run->arena, &commit->target));
	return vb_target_check_clear(&commit->target, run->request.force, err);
}

/* An empty directory is nothing to keep. */
static void drop_empty(const struct vb_commit *commit)
{
	if (commit->target.state == VB_EMPTY)
		unlinkat(commit->parent.fd, commit->kept, AT_REMOVEDIR);
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
	drop_empty(commit);
	return 0;
}

int vb_kept_undo(struct vb_run *run, const struct vb_target *target, struct vb_err *err)
{
	struct vb_commit *commit;
	int rc;

	vb_guard_attend(run);
	rc = vb_commit_begin(run, target, &commit, err);
	if (rc == 0) {
		rc = find(commit, err);
		if (rc == 0)
			rc = vb_interrupt_check(err);
		if (rc == 0)
			rc = put_back(commit, err);
		vb_commit_end(run);
	}
	vb_guard_attend(NULL);
	return rc;
}

const char *vb_kept_path(struct vb_arena *arena, const struct vb_target *target)
{
	const char *name = vb_commit_name_beside(arena, target->name, "kept");

	return vb_arena_printf(arena, "%s/%s", target->parent, name);
}
