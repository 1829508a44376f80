/* SPDX-License-Identifier: MIT */
/* Removing an environment: out of sight at once, under the target's lock, then deleted. */
#ifndef VB_REMOVAL_H
#define VB_REMOVAL_H

#include "core/target.h"

struct vb_run;

/* 0, or why this may not be removed: what is no environment, or holds more than one, only by
 * FORCE; the current directory never. RUN as for vb_removal_run. */
int vb_removal_check(
	const struct vb_run *run, const struct vb_target *target, struct vb_err *err);
/*
 * Removes what is at TARGET and what was kept beside it. Before it is out of sight a failure
 * leaves all as it was; behind that what is left is named. RUN needs only what a commit does:
 * arena, log, cwd, and `force` of the request.
 */
int vb_removal_run(struct vb_run *run, const struct vb_target *target, struct vb_err *err);

#endif
