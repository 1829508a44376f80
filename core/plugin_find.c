/* SPDX-License-Identifier: MIT */
/*
 * Where a plugin is: by name in the directories of the tiers, the higher one first and for good,
 * or by the path that the command line gives. Whatever is found is opened by the rules of trust.
 */
#include "core/host.h"

#include "core/fsat.h"
#include "core/option.h"
#include "core/path.h"
#include "core/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/auxv.h>

static const char suffix[] = ".so";

struct vb_trust_rules vb_plugin_rules(struct vb_arena *arena, enum vb_tier tier, bool trusts_files)
{
	struct vb_trust_rules rules = vb_trust_installed(arena);

	if (tier == VB_TIER_POLICY || tier == VB_TIER_SYSTEM)
		return rules;
	rules.owner = geteuid();
	rules.who = "you";
	rules.private_group = true;
	if (tier == VB_TIER_FILE) {
		rules.override = "--trust-plugin";
		rules.accept_all = trusts_files;
	}
	return rules;
}

static int open_trusted(struct vb_arena *arena, const char *path, enum vb_tier tier,
	const struct vb_host_opts *opts, struct vb_plugin_file *ret_file, struct vb_err *err)
{
	struct vb_trust_rules rules = vb_plugin_rules(arena, tier, opts->trust_files);
	const char *resolved;
	int fd, rc = vb_trust_resolve(arena, path, &resolved, err);

	if (rc < 0)
		return rc;
	fd = vb_trust_open(resolved, &rules, err);
	if (fd < 0)
		return fd;
	ret_file->path = resolved;
	ret_file->tier = tier;
	ret_file->fd = fd;
	return 0;
}

static bool is_there(const char *path)
{
	struct stat st;

	/* What is there but cannot be looked at is opened, and then says why. */
	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static int find_by_name(struct vb_arena *arena, const struct vb_plugin_config *config,
	const struct vb_host_opts *opts, struct vb_plugin_file *ret_file, struct vb_err *err)
{
	const struct {
		const char *dir;
		enum vb_tier tier;
	} places[] = {
		{opts->plugindir, VB_TIER_SYSTEM},
		{getauxval(AT_SECURE) ? NULL : opts->user_dir, VB_TIER_USER},
	};
	vb_auto_buf looked = VB_BUF_INIT;

	for (size_t i = 0; i < VB_COUNT(places); i++) {
		const char *path;

		if (!places[i].dir)
			continue;
		path = vb_arena_printf(arena, "%s/%s%s", places[i].dir, config->name, suffix);
		if (is_there(path)) {
			ret_file->name = config->name;
			return open_trusted(arena, path, places[i].tier, opts, ret_file, err);
		}
		vb_buf_addf(&looked, "%s '%s'", looked.len ? " and no" : "", path);
	}
	return vb_err_set(err, VB_EUSAGE, "it is not installed: there is no%s", looked.data);
}

static int find_by_path(struct vb_arena *arena, const char *path, const struct vb_host_opts *opts,
	struct vb_plugin_file *ret_file, struct vb_err *err)
{
	const char *base = vb_path_base(path);
	size_t len = strlen(base), end = sizeof(suffix) - 1;

	if (getauxval(AT_SECURE))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is not loaded: with raised privileges only installed plugins are",
			path);
	if (!is_there(path))
		return vb_err_set(err, VB_EUSAGE, "there is no '%s'", path);
	if (len <= end || strcmp(base + len - end, suffix) != 0)
		return vb_err_set(
			err, VB_EUSAGE, "'%s' is no plugin: expected a file NAME%s", path, suffix);
	ret_file->name = vb_arena_dup(arena, base, len - end);
	return open_trusted(arena, path, VB_TIER_FILE, opts, ret_file, err);
}

int vb_plugin_find(struct vb_arena *arena, const struct vb_plugin_config *config,
	const struct vb_host_opts *opts, struct vb_plugin_file *ret_file, struct vb_err *err)
{
	int rc;

	if (config->file) {
		rc = find_by_path(arena, config->file, opts, ret_file, err);
		return rc < 0 ? vb_err_wrap(err, "plugin '%s'", vb_path_base(config->file)) : 0;
	}
	if (!vb_option_is_name(config->name, strlen(config->name)))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is not the name of a plugin: expected lower-case letters, digits and "
			"'-', or a path with a slash in it",
			config->name);
	rc = find_by_name(arena, config, opts, ret_file, err);
	return rc < 0 ? vb_err_wrap(err, "%s%splugin '%s'", config->source ? config->source : "",
				config->source ? ": " : "", config->name)
		      : 0;
}
