/* SPDX-License-Identifier: MIT */
/* Two lists of packages, compared by name. */
#include "core/previous.h"

#include "core/direct_url.h"

static bool has(const struct vb_environment *environment, const char *name)
{
	for (size_t i = 0; i < environment->package_count; i++)
		if (!strcmp(environment->packages[i].installed.name, name))
			return true;
	return false;
}

static const char *require(struct vb_arena *arena, int root_fd, const struct vb_installed *package)
{
	struct vb_direct_url direct;

	if (vb_direct_url_read(arena, root_fd, package, &direct) == 0)
		return vb_direct_url_requirement(arena, package->name, &direct);
	return vb_arena_printf(arena, "%s==%s", package->name, package->version);
}

static int compare(const void *a, const void *b)
{
	const struct vb_installed *const *one = a, *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

const char *const *vb_previous_lacking(
	struct vb_arena *arena, const struct vb_environment *old, const struct vb_environment *now)
{
	const struct vb_installed **lacking =
		vb_arena_array(arena, old->package_count + 1, sizeof(*lacking));
	const char **lines = vb_arena_array(arena, old->package_count + 1, sizeof(*lines));
	size_t count = 0, used = 0;

	for (size_t i = 0; i < old->package_count; i++)
		if (!has(now, old->packages[i].installed.name))
			lacking[count++] = &old->packages[i].installed;
	if (count)
		qsort(lacking, count, sizeof(*lacking), compare);
	/* One that lies in two site-packages directories is one. */
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(lacking[i]->name, lacking[i - 1]->name) != 0)
			lines[used++] = require(arena, old->fd, lacking[i]);
	return lines;
}
