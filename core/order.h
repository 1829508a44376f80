/* SPDX-License-Identifier: MIT */
/* The order of plugins: one stable sort for the run. Pure. */
#ifndef VB_ORDER_H
#define VB_ORDER_H

#include "core/actor.h"
#include "core/arena.h"
#include "core/err.h"

struct vb_order_item {
	struct vb_actor actor;
	const char *const *before; /* names that are to run after this one; NULL-terminated */
	const char *const *after;  /* names that are to run before this one */
};

/*
 * Fills RET_INDICES (COUNT of them) with the order of ITEMS: tiers first; within a tier as given,
 * then by the names. A name that is absent, or in another tier, is ignored. A cycle is an error
 * that prints it.
 */
int vb_order_sort(struct vb_arena *arena, const struct vb_order_item *items, size_t count,
	size_t *ret_indices, struct vb_err *err);

#endif
