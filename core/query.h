/* SPDX-License-Identifier: MIT */
/*
 * One question to an interpreter: it is started clean (-I), tells what it knows of itself, and
 * is believed only as far as the answer makes sense.
 */
#ifndef VB_QUERY_H
#define VB_QUERY_H

#include "core/arena.h"
#include "core/err.h"
#include "core/interp.h"

struct vb_answer {
	struct vb_interp interp; /* without executable, home and real_executable */
	const char *executable;  /* sys.executable: what runs behind a wrapper script */
	bool in_environment;     /* sys.prefix is not sys.base_prefix */
	const char *stdlib;      /* the directory of the standard library */
	const char *wheel_dir;   /* where its distribution keeps wheels, there or not; or NULL */
};

int vb_query(
	struct vb_arena *arena, const char *path, struct vb_answer *ret_answer, struct vb_err *err);

/* The program that is run, and the marks around what it prints. */
extern const char vb_query_program[];
extern const char vb_query_begin[], vb_query_end[];

#endif
