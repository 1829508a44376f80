/* SPDX-License-Identifier: MIT */
/*
 * The variables of a program that runs in an environment: what the activation scripts would make
 * of ours. Pure: neither our own variables nor the disk are looked at.
 */
#ifndef VB_EXEC_ENV_H
#define VB_EXEC_ENV_H

#include "core/arena.h"
#include "core/plan.h"

struct vb_exec_env {
	const char *target;  /* absolute path of the environment */
	const char *scripts; /* of its directory of programs, absolute too */
	const char *prompt;
	const struct vb_var *vars;
	size_t var_count;
};

/*
 * OURS ("NAME=VALUE"; NULL-terminated, as the result) as activation changes it. The directory
 * of programs of an environment that is active already leaves PATH: what its shell would know to
 * restore by `deactivate`, a program cannot. In the arena.
 */
const char *const *vb_exec_env_make(
	struct vb_arena *arena, const char *const *ours, const struct vb_exec_env *what);

/* Whether a receipt does not have the value, since it holds a password: it stays what it is. */
bool vb_exec_env_is_masked(const struct vb_var *var);
/* The value of a variable in OURS, or NULL. */
const char *vb_exec_env_get(const char *const *ours, const char *name);

/* The prompt that pyvenv.cfg TEXT (LEN bytes) names, as venv, virtualenv and uv write it; NULL:
 * none. */
const char *vb_exec_env_prompt(struct vb_arena *arena, const char *text, size_t len);

#endif
