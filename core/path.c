/* SPDX-License-Identifier: MIT */
/* Paths as text. */
#include "core/path.h"

#include "core/buf.h"

char *vb_path_join(struct vb_arena *arena, const char *dir, const char *rel)
{
	size_t len = strlen(dir);

	if (*rel == '/' || !len)
		return vb_arena_str(arena, rel);
	if (!*rel)
		return vb_arena_str(arena, dir);
	return vb_arena_printf(arena, "%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", rel);
}

static void add_components(struct vb_buf *out, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len && !(len == 1 && *path == '.')) {
			vb_buf_addch(out, '/');
			vb_buf_add(out, path, len);
		}
		path += len;
		path += strspn(path, "/");
	}
}

char *vb_path_absolute(struct vb_arena *arena, const char *cwd, const char *path)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (*path != '/')
		add_components(&out, cwd);
	add_components(&out, path);
	if (!out.len)
		vb_buf_addch(&out, '/');
	return vb_arena_dup(arena, out.data, out.len);
}

const char *vb_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *vb_path_dir(struct vb_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return vb_arena_str(arena, ".");
	return slash == path ? vb_arena_str(arena, "/")
			     : vb_arena_dup(arena, path, (size_t)(slash - path));
}

bool vb_path_is_within(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (len == 1 && *dir == '/')
		return true;
	return !strncmp(path, dir, len) && (path[len] == '/' || path[len] == '\0');
}
