/* SPDX-License-Identifier: MIT */
/*
 * Adding a wheel to the plan, as an installer would install it: the package, and the nodes that
 * depend on the environment (INSTALLER, REQUESTED, RECORD, scripts, .data). Binary distribution
 * format, "Installing a wheel"; recording installed projects.
 */
#ifndef VB_SEED_H
#define VB_SEED_H

#include "core/err.h"

struct vb_actor;
struct vb_run;

enum {
	VB_SEED_REQUESTED = 1, /* the user asked for it: REQUESTED is written */
	VB_SEED_VERSIONED = 2, /* this version was asked for */
};

int vb_seed_wheel(struct vb_run *run, const struct vb_actor *who, const char *path, unsigned flags,
	struct vb_err *err);

#endif
