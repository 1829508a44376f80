/* SPDX-License-Identifier: MIT */
/*
 * The facts of an interpreter: what one query of it says, and what the cache remembers.
 * Strings live in the arena that vb_interp_… was given; lists are NULL-terminated.
 */
#ifndef VB_INTERP_H
#define VB_INTERP_H

#include "core/base.h"

struct vb_interp {
	/* Where. All absolute. */
	const char *executable; /* the base interpreter to link to: the versioned name in home
				   when that is the same file; never a shim, never in an environment */
	const char *home;       /* its directory, resolved only as far as the landmark needs */
	const char *base_prefix, *base_exec_prefix;
	const char *libpython;  /* a shared libpython that it loads, or NULL */
	const char *real_executable; /* executable with every link resolved */

	/* What. */
	const char *implementation; /* "CPython", "PyPy": platform.python_implementation() */
	int major, minor, micro;
	const char *releaselevel; /* "final", "candidate", "beta", "alpha" */
	int serial;
	bool free_threaded, debug, is_64bit;
	const char *cache_tag;     /* "cpython-313" */
	const char *soabi;         /* or NULL */
	const char *platform;      /* sysconfig.get_platform(): "linux-x86_64" */
	const char *bytecode_magic; /* importlib.util.MAGIC_NUMBER, hexadecimal */

	/* The venv scheme (3.11 on), else posix_prefix, relative to the environment. */
	const char *scripts;  /* "bin" */
	const char *purelib;  /* "lib/python3.13/site-packages" */
	const char *platlib;
	const char *include;  /* "include" */
	const char *data;     /* "" */
	const char *const *names; /* links to make in scripts: "python", "python3", "python3.13" … */
	bool lib64_link;          /* whether lib64 -> lib belongs to it: 64 bits, POSIX, up to 3.14 */

	/* Wheels that came with it. */
	const char *ensurepip_dir; /* directory of the bundled wheels, or NULL */
	const char *wheel_dir;     /* the distribution's (WHEEL_PKG_DIR), or NULL */
};

/* "3.13.0" and "3.13.0.final.0", in the arena. */
struct vb_arena;
const char *vb_interp_version(const struct vb_interp *interp, struct vb_arena *arena);
const char *vb_interp_version_info(const struct vb_interp *interp, struct vb_arena *arena);

/*
 * A fact as text, by its public name ("version", "base-prefix", "purelib", …): what plugins, the
 * receipt and --json call it. NULL when there is no such fact, "" when it has no value.
 */
const char *vb_interp_fact(const struct vb_interp *interp, const char *name,
	struct vb_arena *arena);
/* The names of all facts, for listings, NULL-terminated. */
extern const char *const vb_interp_fact_names[];

#endif
