/* SPDX-License-Identifier: MIT */
/*
 * The known name that somebody who typed another one most likely meant: for options, keys,
 * variables and commands alike. Pure.
 */
#ifndef VB_NEAREST_H
#define VB_NEAREST_H

#include "core/base.h"

/* How many insertions, deletions, replacements and swaps of neighbours make A of B; bytes behind
 * the 63rd are not looked at. */
unsigned vb_nearest_distance(const char *a, const char *b);
/* One of KNOWN (COUNT of them), the first of the nearest, or NULL when none is near. A name that
 * begins with what was typed is near. */
const char *vb_nearest(const char *typed, const char *const *known, size_t count);

#endif
