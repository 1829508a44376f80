/* SPDX-License-Identifier: MIT */
/*
 * What a directory is like at a moment, as far as one look at itself tells: whether something was
 * put there, taken away, or made in it since. What happens further down is not seen.
 */
#ifndef VB_GLANCE_H
#define VB_GLANCE_H

#include "core/base.h"

#include <sys/stat.h>

struct vb_glance {
	bool is_there;
	struct stat st; /* when it is */
};

/* Of PATH itself, a link is not followed. */
struct vb_glance vb_glance_at(const char *path);
/* Whether both may be of the same moment. Pure. */
bool vb_glance_same(const struct vb_glance *one, const struct vb_glance *other);

#endif
