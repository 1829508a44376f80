/* SPDX-License-Identifier: MIT */
/*
 * The facts of an interpreter as data: one table leads from the struct to JSON, back, and to the
 * text that plugins see. What the cache remembers of them, and when that is still true, is in
 * facts_cache.c; asking an interpreter for them is core/query.h.
 */
#ifndef VB_FACTS_H
#define VB_FACTS_H

#include "core/arena.h"
#include "core/err.h"
#include "core/interp.h"

#include <jansson.h>

struct vb_cache;

/* A new reference to an object with a member for each fact. */
json_t *vb_facts_to_json(const struct vb_interp *interp);

/*
 * The reverse. Members that the table does not know are left alone. A member of the wrong type,
 * and what no interpreter can have (a purelib that is absolute, a newline in a path), is an
 * error; it may be a stranger's.
 */
int vb_facts_from_json(const json_t *json, struct vb_arena *arena, struct vb_interp *ret_interp,
	struct vb_err *err);

/* Whether all is there that a finished struct has. */
bool vb_facts_is_complete(const struct vb_interp *interp);

/*
 * The facts of the interpreter at PATH, which vb_home_base gave. Out of the cache when nothing has
 * changed, else by a query, which is then remembered.
 */
int vb_facts_get(const struct vb_cache *cache, struct vb_arena *arena, const char *path,
	const struct vb_interp **ret_interp, struct vb_err *err);

#endif
