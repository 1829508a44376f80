/* SPDX-License-Identifier: MIT */
/*
 * The target of a rehearsal: in a directory of the sandbox that holds nothing else, so that
 * whatever is written there, or beside it, can be seen.
 */
#ifndef VB_REHEARSAL_TARGET_H
#define VB_REHEARSAL_TARGET_H

#include "core/plan.h"
#include "core/target.h"

#define VB_REHEARSAL_PLACE "/place" /* below the sandbox: the target's parent */
#define VB_REHEARSAL_NAME "env"     /* there: the target */

/* Pure. The paths are in the arena. */
struct vb_target vb_rehearsal_target(struct vb_arena *arena, const char *sandbox);
/* Writes directories, files and links of the plan to the target; packages and what would be copied
 * from the interpreter, which is made up, are left out. */
int vb_rehearsal_target_write(
	const struct vb_target *target, struct vb_plan *plan, struct vb_err *err);

#endif
