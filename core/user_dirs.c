/* SPDX-License-Identifier: MIT */
/* Where the user's files are, by the environment. */
#include "core/user_dirs.h"

#include "core/path.h"

#include <errno.h>

static const char *read_absolute(const char *variable)
{
	const char *value = secure_getenv(variable);

	return value && *value == '/' ? value : NULL;
}

const char *vb_user_home(void)
{
	return read_absolute("HOME");
}

const char *vb_user_dir(struct vb_arena *arena, const char *variable, const char *below_home)
{
	const char *dir = read_absolute(variable);

	if (dir)
		return vb_arena_str(arena, dir);
	return vb_user_home() ? vb_path_join(arena, vb_user_home(), below_home) : NULL;
}

int vb_user_make_temporary(
	struct vb_arena *arena, const char *name, const char **ret_path, struct vb_err *err)
{
	const char *dir = read_absolute("TMPDIR");
	char *path = vb_arena_printf(arena, "%s/%s-XXXXXX", dir ? dir : "/tmp", name);

	if (!mkdtemp(path))
		return vb_err_sys(
			err, errno, "making a temporary directory in '%s'", dir ? dir : "/tmp");
	*ret_path = path;
	return 0;
}
