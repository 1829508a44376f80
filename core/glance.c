/* SPDX-License-Identifier: MIT */
/* Looking at a directory, and comparing what was seen. */
#include "core/glance.h"

struct vb_glance vb_glance_at(const char *path)
{
	struct vb_glance glance = {.is_there = false};

	glance.is_there = lstat(path, &glance.st) == 0;
	return glance;
}

static bool is_same_time(struct timespec one, struct timespec other)
{
	return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

bool vb_glance_same(const struct vb_glance *one, const struct vb_glance *other)
{
	const struct stat *a = &one->st, *b = &other->st;

	if (!one->is_there || !other->is_there)
		return one->is_there == other->is_there;
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       is_same_time(a->st_mtim, b->st_mtim) && is_same_time(a->st_ctim, b->st_ctim);
}
