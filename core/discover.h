/* SPDX-License-Identifier: MIT */
/*
 * From what was asked for to an interpreter: PATH in its order, then what pyenv, uv, asdf, mise
 * and conda installed, newest first. Few are started: names and remembered facts rule out most.
 */
#ifndef VB_DISCOVER_H
#define VB_DISCOVER_H

#include "core/arena.h"
#include "core/err.h"
#include "core/interp.h"
#include "core/log.h"

struct vb_cache;

struct vb_search {
	struct vb_arena *arena;
	const struct vb_log *log;
	const struct vb_cache *cache; /* may be without a directory */
	const char *cwd;              /* absolute: relative paths and shims depend on it */
};

/* WHAT as in core/spec.h, or NULL. The facts live in the arena. */
int vb_discover(const struct vb_search *options, const char *what,
	const struct vb_interp **ret_interp, struct vb_err *err);

#endif
