/* SPDX-License-Identifier: MIT */
/* The rules for paths and names in a plan: pure functions over text. */
#include "core/plan.h"
#include "core/target.h"

#include <ctype.h>

const char *vb_plan_path_fault(const char *path, size_t len)
{
	if (!len)
		return "it is empty";
	if (memchr(path, '\0', len))
		return "it holds a NUL";
	if (*path == '/')
		return "it is absolute";
	if (len >= sizeof(VB_OWN_PREFIX) - 1 &&
		!memcmp(path, VB_OWN_PREFIX, sizeof(VB_OWN_PREFIX) - 1))
		return "names that begin with '" VB_OWN_PREFIX "' are venvb's own";
	for (size_t start = 0; start <= len;) {
		const char *slash = memchr(path + start, '/', len - start);
		size_t end = slash ? (size_t)(slash - path) : len;
		size_t component = end - start;

		if (!component)
			return "it has an empty component";
		if (component > 255)
			return "a component is longer than 255 bytes";
		if (path[start] == '.' && component == 1)
			return "it holds '.'";
		if (path[start] == '.' && component == 2 && path[start + 1] == '.')
			return "it holds '..'";
		start = end + 1;
	}
	return NULL;
}

/* A slash sorts before every other byte, so that a directory's entries follow it at once. */
static int rank(char c)
{
	return c == '\0' ? -1 : c == '/' ? 0 : (unsigned char)c + 1;
}

int vb_plan_path_compare(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return rank(*a) - rank(*b);
}

const char *vb_plan_normalize_name(struct vb_arena *arena, const char *name)
{
	char *out = vb_arena_str(arena, name);
	char *end = out;

	while (*name) {
		size_t run = strspn(name, "-_.");

		if (run)
			*end++ = '-';
		else
			*end++ = (char)tolower((unsigned char)*name);
		name += run ? run : 1;
	}
	*end = '\0';
	return out;
}

const char *vb_kind_name(enum vb_kind kind)
{
	static const char *const names[] = {
		[VB_DIR] = "dir",
		[VB_FILE] = "file",
		[VB_LINK] = "link",
		[VB_COPY] = "copy",
		[VB_IMAGE] = "image",
	};

	return names[kind];
}
