/* SPDX-License-Identifier: MIT */
/*
 * The commit: the target's lock, the staging of a closed plan, and putting it in place, all or
 * nothing. design.md, "Commit", is the specification; this interface is its order:
 *
 *	vb_target_resolve    where the environment will be, and what is there now
 *	vb_commit_begin      the lock, and what dead runs left behind removed or put back
 *	vb_commit_write      the plan written to staging (renames nothing)
 *	vb_commit_publish    the commit point, but for what vb_commit_undo can take back
 *	vb_commit_undo       after a failing `after commit` hook: the same step backwards
 *	vb_commit_finish     the old environment deleted
 *	vb_commit_end        the lock given back, last of all; also after every failure
 */
#ifndef VB_COMMIT_H
#define VB_COMMIT_H

#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"

struct vb_run;
struct vb_commit;

enum vb_state { /* of a target, before the run */
	VB_ABSENT,
	VB_EMPTY,
	VB_ENVIRONMENT, /* has a pyvenv.cfg */
	VB_FOREIGN,     /* a directory with something in it, no environment */
};

struct vb_target {
	const char *path;   /* absolute, links resolved, redirect (PEP 832) followed */
	const char *parent; /* its directory */
	const char *name;   /* its last component */
	enum vb_state state;
	bool redirected;    /* by a redirect file, which is kept */
	/* Of an environment, from its pyvenv.cfg; NULL when it does not say. */
	const char *version;     /* "3.11.7" or "3.11" */
	const char *home;
	const char *made_by;     /* "venvb", "virtualenv", "uv", "venv" */
	bool has_receipt;
};

/*
 * Resolves and classifies what the user typed. Refuses (with reasons): a dangling link, a file
 * that is no redirect, a path with ':', newline or carriage return, "/", the home directory, a
 * conda prefix. CLEAR: also what may not be cleared (design), unless FORCE.
 */
struct vb_target_opts {
	const char *arg; /* as typed */
	const char *cwd;
	const char *home_dir; /* $HOME or NULL */
	bool clear, upgrade, force;
};
int vb_target_resolve(struct vb_arena *arena, const struct vb_target_opts *opts,
	struct vb_target *ret_target, struct vb_err *err);

/* Takes the lock (waiting, and saying so), and cleans up after dead runs. The state of the target
 * is read again under the lock. */
int vb_commit_begin(struct vb_run *run, const struct vb_target *target,
	struct vb_commit **ret_commit, struct vb_err *err);
const struct vb_target *vb_commit_target(const struct vb_commit *commit);
int vb_commit_write(struct vb_run *run, struct vb_err *err);
int vb_commit_publish(struct vb_run *run, struct vb_err *err);
int vb_commit_undo(struct vb_run *run, struct vb_err *err);
int vb_commit_finish(struct vb_run *run, struct vb_err *err);
void vb_commit_end(struct vb_run *run);

/* The plan written below an open, empty directory, and nothing else: shared by all ways. */
int vb_writer_write(struct vb_run *run, int root_fd, struct vb_err *err);

#endif
