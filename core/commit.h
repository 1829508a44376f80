/* SPDX-License-Identifier: MIT */
/*
 * The commit: the target's lock, the staging of a closed plan, and putting it in place, all or
 * nothing. design.md, "Commit", is the specification; this interface is its order:
 *
 *	vb_target_resolve    where the environment will be, and what is there now
 *	vb_commit_begin      the lock, and what dead runs left behind removed or put back
 *	vb_commit_write      the plan written to staging (renames nothing)
 *	vb_commit_publish    the commit point, but for what vb_commit_undo can take back
 *	vb_commit_undo       after a failure behind it, of a hook or of vb_commit_finish: the same
 *	                     step backwards
 *	vb_commit_finish     the old environment deleted
 *	vb_commit_end        the lock given back, last of all; also after every failure
 *	vb_commit_rescue     undo and end for the handler of a signal, which then ends the program
 */
#ifndef VB_COMMIT_H
#define VB_COMMIT_H

#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"
#include "core/target.h"

struct vb_run;
struct vb_commit;

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
/* By system calls alone, and no memory. False: something could not be put back, and the next run
 * finishes that, or what was there is where vb_commit_undo would have left it. */
bool vb_commit_rescue(struct vb_commit *commit);

#endif
