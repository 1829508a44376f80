/* SPDX-License-Identifier: MIT */
/* The shell that somebody types into, and how an environment is activated in it. */
#ifndef VB_SHELL_H
#define VB_SHELL_H

#include "core/arena.h"

struct vb_plan;

/* The name of a known shell ("bash", "fish"): of the parent process, else of the program in
 * VARIABLE ($SHELL, or NULL), else "sh". */
const char *vb_shell_of_user(struct vb_arena *arena, const char *variable);

/*
 * The line that activates, in SHELL, the environment at PATH (as the user would type it), whose
 * scripts are in the directory SCRIPTS of it: "source .venv/bin/activate.fish". NULL when PLAN has
 * no script for that shell.
 */
const char *vb_shell_activation(struct vb_arena *arena, const char *shell, const char *path,
	const char *scripts, const struct vb_plan *plan);

#endif
