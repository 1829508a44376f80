/* SPDX-License-Identifier: MIT */
/*
 * What --python asks for, and what the name of a program or a directory tells of the interpreter
 * in it. Pure: the disk is not asked.
 *
 *	(nothing)                           the first python3 on PATH
 *	/usr/bin/python3  ./env  env/       a path: it has a slash
 *	3  3.12  3.12.1  312  3.14.0rc1     a version; t behind it: free-threaded, d: debug
 *	py312  cp312  cpython3.12  pypy@3.10  pypy
 *	>=3.11,<3.14  cpython>=3.12         a range (PEP 440)
 *	python3.12  python3                 a name on PATH, else that version
 *	anything else                       a name on PATH
 */
#ifndef VB_SPEC_H
#define VB_SPEC_H

#include "core/arena.h"
#include "core/err.h"
#include "core/interp.h"

enum { VB_SPEC_OLDEST_MINOR = 6 }; /* of Python 3 */

enum vb_spec_kind { VB_SPEC_ANY, VB_SPEC_PATH, VB_SPEC_NAME, VB_SPEC_VERSION };

/* What is known of an interpreter before it is asked. A number that is not known is -1. */
struct vb_hint {
	const char *implementation; /* "CPython", "PyPy"; NULL: not known */
	int major, minor, micro;
	bool free_threaded, debug; /* true: for sure */
	const char *pre;           /* "rc1", or NULL: not known to be one */
};

struct vb_spec {
	enum vb_spec_kind kind;
	const char *text;      /* as it was given; "" for nothing */
	struct vb_hint wanted; /* of VERSION, and of a NAME that is made like one */
	const char *range;     /* a specifier, or NULL */
};

/* The error is VB_EUSAGE. TEXT may be NULL. */
int vb_spec_parse(
	struct vb_arena *arena, const char *text, struct vb_spec *ret_spec, struct vb_err *err);

/* Whether TEXT is a version, or a name that is made like one ("pypy3.9"), and so means what a search
 * for that version would find: what a project's file may say. */
bool vb_spec_is_version(const char *text);

/* NULL when INTERP is what was asked for, else why not ("is 3.11.7", "is free-threaded"). */
const char *vb_spec_mismatch(
	const struct vb_spec *spec, const struct vb_interp *interp, struct vb_arena *arena);

/* False when no interpreter of which HINT is true can be what was asked for. */
bool vb_spec_may_match(const struct vb_spec *spec, const struct vb_hint *hint);

/* The names under which to look in a directory of PATH, in order. NULL-terminated. */
const char *const *vb_spec_names(const struct vb_spec *spec, struct vb_arena *arena);

/* "Python 3.12", "free-threaded Python 3.13", "PyPy", "Python >=3.11": for messages. */
const char *vb_spec_describe(const struct vb_spec *spec, struct vb_arena *arena);

/* What a name tells: "python3.12", "pypy3.9", "3.13.0t", "cpython-3.12.1-linux-x86_64-gnu",
 * "pypy3.10-7.3.15", "3.14.0rc1". Nothing known when it is none of these. */
struct vb_hint vb_spec_hint(struct vb_arena *arena, const char *name);

#endif
