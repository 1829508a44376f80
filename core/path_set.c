/* SPDX-License-Identifier: MIT */
/* An array that is sorted when it is first asked. */
#include "core/path_set.h"

void vb_path_set_init(struct vb_path_set *set, struct vb_arena *arena)
{
	*set = (struct vb_path_set){.arena = arena};
}

void vb_path_set_add(struct vb_path_set *set, const char *path)
{
	set->paths =
		vb_arena_grow(set->arena, set->paths, set->count, &set->room, sizeof(*set->paths));
	set->paths[set->count++] = path;
	set->is_sorted = false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct vb_path_set *set)
{
	size_t kept = 0;

	if (set->is_sorted || !set->count)
		return;
	qsort(set->paths, set->count, sizeof(*set->paths), compare);
	for (size_t i = 0; i < set->count; i++)
		if (!kept || strcmp(set->paths[kept - 1], set->paths[i]) != 0)
			set->paths[kept++] = set->paths[i];
	set->count = kept;
	set->is_sorted = true;
}

bool vb_path_set_has(struct vb_path_set *set, const char *path)
{
	sort(set);
	return set->count && bsearch(&path, set->paths, set->count, sizeof(*set->paths), compare);
}

const char *vb_path_set_at(struct vb_path_set *set, size_t index)
{
	sort(set);
	return index < set->count ? set->paths[index] : NULL;
}
