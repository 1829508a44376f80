/* SPDX-License-Identifier: MIT */
/* The files that `python -m venv` and its like write: ours where no receipt tells. */
#include "core/update.h"

#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>

static const struct {
	const char *dir, *pattern;
} known[] = {
	{"", "pyvenv.cfg"},
	{"", ".gitignore"},
	{"", "CACHEDIR.TAG"},
	{"", "lib64"},
	{"", "venvb-receipt.json"},
	{"bin", "activate"},
	{"bin", "activate.*"},
	{"bin", "Activate.ps1"},
	{"bin", "activate_this.py"},
	{"bin", "deactivate.*"},
	{"bin", "python"},
	{"bin", "python[23]"},
	{"bin", "python[23].[0-9]"},
	{"bin", "python[23].[0-9][0-9]"},
	{"bin", "python3.[0-9][0-9]t"},
	{"bin", "pypy"},
	{"bin", "pypy[23]"},
	{"bin", "pypy[23].[0-9]"},
	{"bin", "pypy[23].[0-9][0-9]"},
};

static bool is_known(const char *dir, const char *name)
{
	for (size_t i = 0; i < VB_COUNT(known); i++)
		if (!strcmp(known[i].dir, dir) && !fnmatch(known[i].pattern, name, 0))
			return true;
	return false;
}

static int add_known(struct vb_arena *arena, int root_fd, const char *dir, struct vb_path_set *ours,
	struct vb_err *err)
{
	vb_auto_fd fd =
		openat(root_fd, *dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *const *names;
	int rc;

	if (fd < 0)
		return errno == EACCES ? vb_err_sys(err, errno, "opening '%s'", dir) : 0;
	rc = vb_fsat_list(arena, fd, dir, &names, NULL, err);
	for (; rc == 0 && *names; names++)
		if (is_known(dir, *names))
			vb_path_set_add(ours, vb_path_join(arena, dir, *names));
	return rc;
}

int vb_update_add_known(
	struct vb_arena *arena, int root_fd, struct vb_path_set *ours, struct vb_err *err)
{
	int rc = add_known(arena, root_fd, "", ours, err);

	return rc < 0 ? rc : add_known(arena, root_fd, "bin", ours, err);
}
