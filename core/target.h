/* SPDX-License-Identifier: MIT */
/*
 * The target of a run: where the environment will be, and what is there now. Nothing is written
 * here. What a target is may change until its lock is held: the commit reads it again then.
 */
#ifndef VB_TARGET_H
#define VB_TARGET_H

#include "core/arena.h"
#include "core/err.h"

enum vb_state { /* of a target, before the run */
	VB_ABSENT,
	VB_EMPTY,
	VB_ENVIRONMENT, /* has a pyvenv.cfg */
	VB_FOREIGN,     /* a directory with something in it, no environment */
};

/* Names that begin like this are the commit's own, inside a target: they are not its content. */
#define VB_OWN_PREFIX ".venvb-"
/* But this, with or without a number behind it, is what a commit could not put back. */
#define VB_LOST_NAME VB_OWN_PREFIX "lost"

struct vb_target {
	const char *path;   /* absolute, links resolved, redirect (PEP 832) followed */
	const char *parent; /* its directory */
	const char *name;   /* its last component */
	enum vb_state state;
	bool redirected;  /* by a redirect file, which is kept */
	bool interrupted; /* a dead run left it half cleared: the next commit puts it back first */
	const char *keeper; /* an entry that forbids clearing it ("setup.py"), or NULL */
	/* Of an environment, from its pyvenv.cfg; NULL when it does not say. */
	const char *version; /* "3.11.7" or "3.11" */
	const char *home;
	const char *made_by; /* "venvb", "virtualenv", "uv", "venv" */
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

/* Where a redirect file (PEP 832) with this TEXT leads, or NULL when it is none. Pure. */
const char *vb_target_redirect(struct vb_arena *arena, const char *text, size_t len);

/* Whether an environment may be called so: not like staging, a lock or what is kept, which the next
 * run beside it would take for its own. */
int vb_target_check_name(const struct vb_target *target, struct vb_err *err);
/* Reads anew what is at TARGET->path: state and all below it in the struct. */
int vb_target_read(struct vb_arena *arena, struct vb_target *target, struct vb_err *err);
/* Whether what is there may be cleared, unless FORCE: 0, or an error that says why not. */
int vb_target_check_clear(const struct vb_target *target, bool force, struct vb_err *err);
/*
 * Whether an environment of another X.Y may become one of MAJOR.MINOR without being cleared:
 * only to UPGRADE it. Pure; 0 for what is no environment.
 */
int vb_target_check_version(
	const struct vb_target *target, int major, int minor, bool upgrade, struct vb_err *err);
/* Whether what is there stays and is brought up to date, rather than being replaced. Pure. */
bool vb_target_is_updated(const struct vb_target *target, bool clear);
/* "user NAME", or "user 1000" when it has none. */
const char *vb_target_owner(struct vb_arena *arena, unsigned uid);

#endif
