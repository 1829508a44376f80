/* SPDX-License-Identifier: MIT */
/* What a plan is made of: for the files that implement plan.h, and nobody else. */
#ifndef VB_PLAN_STATE_H
#define VB_PLAN_STATE_H

#include "core/plan.h"

struct vb_plan {
	struct vb_arena *arena;
	struct vb_node **nodes; /* sorted: by path, an image behind the dir of its root */
	size_t node_count, node_room;
	size_t last_number; /* given to a node */
	size_t last_package; /* given to a package */
	struct vb_package **packages; /* sorted by normalized name */
	size_t package_count, package_room;
	struct vb_key *keys;
	size_t key_count, key_room;
	struct vb_var *vars;
	size_t var_count, var_room;
	const char *prompt;
	struct vb_actor prompt_who;
	bool closed;
	uint32_t edits, package_edits, key_edits, var_edits; /* of each of these, so far */
};

/* -VB_EPLUGIN or -VB_EBUG when the plan is closed. */
int vb_plan_may_edit(const struct vb_plan *plan, const struct vb_actor *who, struct vb_err *err);
/* -VB_EDENIED when WHO may not change what BEFORE did to WHAT. */
int vb_plan_may_change(const struct vb_actor *who, const struct vb_actor *before, const char *what,
	struct vb_err *err);
/* Puts an image node behind the dir of the package's root, which it makes sure is there, and gives
 * the package the root that a link led to. */
int vb_plan_add_image(struct vb_plan *plan, struct vb_package *package, struct vb_err *err);
/* Forgets a package whose image node went. */
void vb_plan_drop_package(struct vb_plan *plan, const struct vb_package *package);
/* That no two packages, and no package and node, give one path different bytes. */
int vb_plan_check_packages(const struct vb_plan *plan, struct vb_err *err);

#endif
