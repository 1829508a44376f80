/* SPDX-License-Identifier: MIT */
/*
 * A world of its own for tests of the search: a temporary directory with a home, a cache and
 * interpreters that are scripts, and an environment that knows nothing else. Every start of one
 * is logged.
 */
#ifndef VB_TESTS_INTERPRETER_H
#define VB_TESTS_INTERPRETER_H

#include "tests/unit/check.h"

#include "core/cache.h"
#include "core/discover.h"

struct world {
	char root[64]; /* the directory; tests name paths relative to it */
	struct vb_arena *arena;
	struct vb_log log;
	struct vb_cache *cache;
	struct vb_search search;
	char *saved[16];
	int umask;
};

extern struct world world;

void world_setup(void);
void world_teardown(void);

/* The absolute path of REL; in the arena. */
const char *world_path(const char *rel);
void world_write(const char *rel, const char *text, int mode);
void world_link(const char *target, const char *rel);
void world_set(const char *variable, const char *rel); /* to the path; NULL: unset */

/*
 * An interpreter at PREFIX/bin/pythonX.Y of VERSION ("3.31.2", "3.32.0rc1", "3.31.2t",
 * "pypy3.31.0") with its standard library, and the link python3 to it.
 */
void world_interpreter(const char *prefix, const char *version);
/* A pyvenv.cfg in ENV that names HOME, and an empty bin. */
void world_environment(const char *env, const char *home);

/* What was started since the last call, "NAME NAME …", and forgets it. */
const char *world_started(void);

/* vb_discover; the executable relative to the world, or "error: MESSAGE". */
const char *world_find(const char *what);

#endif
