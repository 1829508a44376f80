/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with an environment, or may surprise its user, each as a code that scripts know
 * and a sentence with what to do.
 */
#ifndef VB_HEALTH_H
#define VB_HEALTH_H

#include "core/environment.h"

struct vb_ailment {
	const char *code;    /* "base-gone", "moved", …: venvb(1) lists them; an interface */
	const char *message; /* in the arena */
	bool is_note;        /* it works all the same */
};

/* In the order of how serious they are. Nothing is started, nothing written. */
void vb_health_check(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_ailment **ret_ailments, size_t *ret_count);

/* The path that an activation script (sh) with this TEXT sets VIRTUAL_ENV to, in the arena; NULL
 * when it is worked out by the script, or cannot be told. Pure. */
const char *vb_health_activates(struct vb_arena *arena, const char *text);

#endif
