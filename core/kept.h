/* SPDX-License-Identifier: MIT */
/*
 * The environment that `create --clear --keep` left beside the one that took its place. Its
 * scripts still name the place it was at, so it works again only when it is put back there.
 */
#ifndef VB_KEPT_H
#define VB_KEPT_H

#include "core/target.h"

struct vb_run;

/* Where the one kept for TARGET is, if there is one: "PARENT/.NAME.venvb-kept". */
const char *vb_kept_path(struct vb_arena *arena, const struct vb_target *target);
/* 1 when there is one, 0 when there is none; an error when what has its name is no environment of
 * ours, or holds more than one (unless FORCE). */
int vb_kept_find(
	struct vb_arena *arena, const struct vb_target *target, bool force, struct vb_err *err);
/*
 * Exchanges the kept environment and the one that is there, under the target's lock; where none
 * is, it goes back. Doing it again undoes it. RUN needs only what a commit does: arena, log,
 * cwd, and `force` of the request.
 */
int vb_kept_undo(struct vb_run *run, const struct vb_target *target, struct vb_err *err);

#endif
