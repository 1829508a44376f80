/* SPDX-License-Identifier: MIT */
/* A set of paths: filled, then asked. The strings are the caller's and must outlive it. */
#ifndef VB_PATH_SET_H
#define VB_PATH_SET_H

#include "core/arena.h"

struct vb_path_set {
	struct vb_arena *arena;
	const char **paths; /* in byte order, each once, after the first question */
	size_t count, room;
	bool is_sorted;
};

void vb_path_set_init(struct vb_path_set *set, struct vb_arena *arena);
void vb_path_set_add(struct vb_path_set *set, const char *path);
bool vb_path_set_has(struct vb_path_set *set, const char *path);
/* The INDEX-th in byte order, or NULL behind the last. */
const char *vb_path_set_at(struct vb_path_set *set, size_t index);

#endif
