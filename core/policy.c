/* SPDX-License-Identifier: MIT */
/* The files of the policies: found, trusted, read. Loading what they name is plugin.c. */
#include "core/policy.h"

#include "core/config_layer.h"
#include "core/fsat.h"
#include "core/trust.h"

#include <errno.h>
#include <fcntl.h>

enum { LARGEST = 1 << 20 };

static const char suffix[] = ".json";

static bool is_policy(const char *name)
{
	size_t len = strlen(name), end = sizeof(suffix) - 1;

	return len > end && !strcmp(name + len - end, suffix);
}

static int list_dir(struct vb_arena *arena, int fd, const char *dir, const char *const **ret_files,
	size_t *ret_count, struct vb_err *err)
{
	const char *const *names;
	const char **files;
	size_t total, count = 0;
	int rc = vb_fsat_list(arena, fd, dir, &names, &total, err);

	if (rc < 0)
		return rc;
	files = vb_arena_array(arena, total + 1, sizeof(*files));
	for (size_t i = 0; i < total; i++)
		if (is_policy(names[i]))
			files[count++] = vb_arena_printf(arena, "%s/%s", dir, names[i]);
	*ret_files = files;
	*ret_count = count;
	return 0;
}

int vb_policy_list(struct vb_arena *arena, const char *dir, const char *const **ret_files,
	size_t *ret_count, struct vb_err *err)
{
	static const char *const none[] = {NULL};
	struct vb_trust_rules rules = vb_trust_installed(arena);
	vb_auto_fd fd = -1;
	const char *resolved;
	struct stat st;
	int rc;

	if (lstat(dir, &st) < 0 && errno == ENOENT) {
		*ret_files = none;
		*ret_count = 0;
		return 0;
	}
	rc = vb_trust_resolve(arena, dir, &resolved, err);
	if (rc == 0)
		rc = fd = vb_trust_open_dir(resolved, &rules, err);
	if (rc >= 0)
		rc = list_dir(arena, fd, dir, ret_files, ret_count, err);
	return rc < 0 ? vb_err_wrap(err, "the policies") : 0;
}

static int read_trusted(
	struct vb_arena *arena, const char *file, struct vb_buf *out, struct vb_err *err)
{
	struct vb_trust_rules rules = vb_trust_installed(arena);
	vb_auto_fd fd = -1;
	const char *resolved;
	int rc = vb_trust_resolve(arena, file, &resolved, err);

	if (rc < 0)
		return rc;
	fd = vb_trust_open(resolved, &rules, err);
	return fd < 0 ? fd : vb_fsat_read_fd(fd, file, LARGEST, out, err);
}

int vb_policy_read(
	struct vb_arena *arena, const char *file, struct vb_policy *ret_policy, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_policy policy = {.file = file};
	int rc = read_trusted(arena, file, &text, err);

	if (rc == 0)
		rc = vb_config_read_policy(arena, file, &text, &policy.plugin, err);
	if (rc < 0)
		return vb_err_wrap(err, "policy");
	*ret_policy = policy;
	return 0;
}

int vb_policy_report_twice(
	const struct vb_policy *one, const struct vb_policy *other, struct vb_err *err)
{
	return vb_err_set(err, VB_EUSAGE,
		"the policies '%s' and '%s' both name the plugin '%s'; leave one of them out",
		one->file, other->file, one->plugin.name);
}
