/* SPDX-License-Identifier: MIT */
/* Reading an environment: one function for each thing that tells of it. */
#include "core/environment.h"

#include "core/exec_env.h"
#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { MAX_CFG = 64 * 1024, MAX_LINKS = 8 };

static bool is_space(char c)
{
	return c && strchr(" \t\r\f\v", c);
}

static const char *trim(struct vb_arena *arena, const char *start, const char *end)
{
	while (start < end && is_space(*start))
		start++;
	while (start < end && is_space(end[-1]))
		end--;
	return vb_arena_dup(arena, start, (size_t)(end - start));
}

size_t vb_cfg_parse(
	struct vb_arena *arena, const char *text, size_t len, const struct vb_cfg_key **ret_keys)
{
	struct vb_cfg_key *keys = NULL;
	size_t count = 0, room = 0;

	for (const char *at = text, *end = text + len; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));

		if (equals) {
			keys = vb_arena_grow(arena, keys, count, &room, sizeof(*keys));
			keys[count++] = (struct vb_cfg_key){
				trim(arena, at, equals), trim(arena, equals + 1, stop)};
		}
		at = stop + 1;
	}
	*ret_keys = keys;
	return count;
}

const char *vb_environment_key(const struct vb_environment *environment, const char *name)
{
	for (size_t i = 0; i < environment->key_count; i++)
		if (!strcasecmp(environment->keys[i].name, name))
			return environment->keys[i].value;
	return NULL;
}

bool vb_environment_is_ours(const struct vb_environment *environment)
{
	return environment->has_receipt && environment->maker &&
	       !strcmp(environment->maker, "venvb");
}

static void read_cfg(struct vb_arena *arena, struct vb_environment *environment)
{
	vb_auto_err unread = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	const char *system;

	if (vb_fsat_read(environment->fd, "pyvenv.cfg", MAX_CFG, true, &text, &unread) != 0)
		return;
	environment->key_count = vb_cfg_parse(arena, text.data, text.len, &environment->keys);
	environment->prompt = vb_exec_env_prompt(arena, text.data, text.len);
	environment->maker = environment->target.made_by;
	if (environment->maker && strcmp(environment->maker, "venv") != 0)
		environment->maker_version = vb_environment_key(environment, environment->maker);
	environment->implementation = vb_environment_key(environment, "implementation");
	environment->version = environment->target.version;
	/* The interpreter takes a key that is missing for "true". */
	system = vb_environment_key(environment, "include-system-site-packages");
	environment->sees_system_packages = !system || !strcasecmp(system, "true");
}

static void read_receipt(struct vb_arena *arena, struct vb_environment *environment)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_receipt_read(arena, environment->fd, &environment->receipt, &err);

	environment->has_receipt = rc == 0;
	if (rc < 0)
		environment->receipt_fault = vb_arena_str(arena, err.msg);
}

/* Where the links of bin/python leave the environment; NULL when they do not. */
static const char *follow_python(struct vb_arena *arena, const struct vb_environment *environment)
{
	const char *name = "bin/python";

	for (int i = 0; i < MAX_LINKS; i++) {
		const char *to = vb_fsat_readlink(arena, environment->fd, name);

		if (!to || *to == '/')
			return to;
		if (strchr(to, '/'))
			return vb_path_join(
				arena, vb_path_join(arena, environment->target.path, "bin"), to);
		name = vb_path_join(arena, "bin", to);
	}
	return NULL;
}

/* Some name in HOME that an interpreter of VERSION has, the likeliest first. */
static const char *guess_base(struct vb_arena *arena, const char *home, const char *version)
{
	const char *minor = version && *version ? strchr(version + 1, '.') : NULL;
	size_t len = minor ? (size_t)(minor - version) + 1 + strspn(minor + 1, "0123456789") : 0;
	const char *const names[] = {
		vb_arena_printf(arena, "python%.*s", (int)len, version ? version : ""), "python3",
		"python", "pypy3"};

	for (size_t i = 0; i < VB_COUNT(names); i++) {
		const char *path = vb_path_join(arena, home, names[i]);

		if (!access(path, X_OK))
			return path;
	}
	return vb_path_join(arena, home, names[0]);
}

static void find_base(struct vb_arena *arena, struct vb_environment *environment)
{
	const char *home = environment->target.home;
	const char *linked = follow_python(arena, environment);

	if (linked)
		environment->base = linked;
	else
		environment->base = vb_environment_key(environment, "base-executable");
	if (!environment->base && home && *home == '/')
		environment->base = guess_base(arena, home, environment->version);
	if (environment->base && *environment->base != '/')
		environment->base = NULL;
	environment->base_is_there = environment->base && !access(environment->base, X_OK);
}

static void name_seeder(struct vb_arena *arena, const struct vb_receipt *receipt,
	struct vb_environment_package *package)
{
	for (size_t i = 0; i < receipt->package_count; i++) {
		const struct vb_receipt_package *seeded = &receipt->packages[i];
		const char *dir = vb_path_join(arena, seeded->root, seeded->dist_info);

		if (strcmp(dir, package->installed.dist_info) != 0)
			continue;
		package->seeded = seeded;
		package->by = seeded->by;
		package->sha256 = *seeded->sha256 ? seeded->sha256 : NULL;
	}
}

static int read_packages(
	struct vb_arena *arena, struct vb_environment *environment, struct vb_err *err)
{
	struct vb_environment_package *packages = NULL;
	const char *const *sites;
	size_t room = 0;
	int rc = vb_installed_sites(arena, environment->fd, &sites, err);

	for (; rc == 0 && *sites; sites++) {
		const struct vb_installed *list;
		size_t count;

		rc = vb_installed_list(arena, environment->fd, *sites, &list, &count, err);
		for (size_t i = 0; rc == 0 && i < count; i++) {
			size_t last = environment->package_count;

			packages = vb_arena_grow(arena, packages, last, &room, sizeof(*packages));
			packages[last] = (struct vb_environment_package){.installed = list[i]};
			name_seeder(arena, &environment->receipt, &packages[last]);
			environment->package_count++;
		}
	}
	environment->packages = packages;
	return rc;
}

static bool has_python(int fd)
{
	struct stat st;

	return fstatat(fd, "bin/python", &st, AT_SYMLINK_NOFOLLOW) == 0 ||
	       fstatat(fd, "bin/activate", &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int complain_absent(const struct vb_target *target, struct vb_err *err)
{
	return vb_err_set(err, VB_EFAIL, "there is no '%s': 'venvb create' makes an environment",
		target->path);
}

static int check_state(const struct vb_environment *environment, struct vb_err *err)
{
	const struct vb_target *target = &environment->target;

	if (target->state == VB_ENVIRONMENT || target->interrupted || target->has_receipt ||
		has_python(environment->fd))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"'%s' is no environment: it has no pyvenv.cfg and no "
		"bin/python",
		target->path);
}

int vb_environment_read(struct vb_arena *arena, const struct vb_target_opts *opts,
	struct vb_environment *ret_environment, struct vb_err *err)
{
	struct vb_environment environment = {.fd = -1};
	int rc = vb_target_resolve(arena, opts, &environment.target, err);

	if (rc == 0 && environment.target.state == VB_ABSENT)
		rc = complain_absent(&environment.target, err);
	if (rc < 0)
		return rc;
	environment.fd = vb_fsat_open_dir(AT_FDCWD, environment.target.path, err);
	if (environment.fd < 0)
		return environment.fd;
	rc = check_state(&environment, err);
	if (rc == 0) {
		read_cfg(arena, &environment);
		read_receipt(arena, &environment);
		find_base(arena, &environment);
		rc = read_packages(arena, &environment, err);
	}
	if (rc < 0)
		vb_environment_done(&environment);
	else
		*ret_environment = environment;
	return rc;
}

void vb_environment_done(struct vb_environment *environment)
{
	vb_close_fd(&environment->fd);
	environment->fd = -1;
}
