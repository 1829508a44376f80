/* SPDX-License-Identifier: MIT */
/* What an environment that was replaced had, and the one in its place lacks. */
#ifndef VB_PREVIOUS_H
#define VB_PREVIOUS_H

#include "core/environment.h"

/*
 * The packages of OLD of which NOW has no version, as lines of a requirements file, by name;
 * NULL-terminated. A package that NOW has in another version is not lacking.
 */
const char *const *vb_previous_lacking(struct vb_arena *arena, const struct vb_environment *old,
	const struct vb_environment *now);

#endif
