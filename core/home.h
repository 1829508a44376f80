/* SPDX-License-Identifier: MIT */
/*
 * Where an interpreter is at home. An environment leads to its base; a base is recorded under
 * the name that lasts: its directory resolved only as far as the standard library is found from
 * there, and the versioned name in it. No interpreter is started here.
 */
#ifndef VB_HOME_H
#define VB_HOME_H

#include "core/arena.h"
#include "core/err.h"
#include "core/query.h"

/* The interpreter that PATH (absolute) leads to: itself, or the base of the environment in which
 * it stands. A base that is gone is an error. */
int vb_home_base(
	struct vb_arena *arena, const char *path, const char **ret_base, struct vb_err *err);

/* The pyvenv.cfg that an interpreter at PATH would look for: beside its directory, and in it. */
const char *vb_home_cfg_beside(struct vb_arena *arena, const char *path);
const char *vb_home_cfg_within(struct vb_arena *arena, const char *path);

/* PATH (absolute) with the disk asked where its ".." lead: what stands before one may be a link. */
const char *vb_home_without_parents(struct vb_arena *arena, const char *path);

/* Sets executable, home and real_executable of an answer. */
int vb_home_settle(struct vb_arena *arena, struct vb_answer *answer, struct vb_err *err);

/* Whether both are there and lead to the same file. */
bool vb_home_is_same(const char *a, const char *b);

#endif
