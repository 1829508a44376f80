/* SPDX-License-Identifier: MIT */
/* From an interpreter's path to the one that is recorded. */
#include "core/home.h"

#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>

enum {
	MAX_STEPS = 40, /* as many links as the kernel follows */
	MAX_CFG = 64 * 1024,
};

/* What pyvenv.cfg says of the base. NULL: no such key. */
struct cfg {
	const char *path;
	const char *home;
	const char *version;
};

bool vb_home_is_same(const char *a, const char *b)
{
	struct stat a_st, b_st;

	return !stat(a, &a_st) && !stat(b, &b_st) && a_st.st_dev == b_st.st_dev &&
	       a_st.st_ino == b_st.st_ino;
}

const char *vb_home_cfg_beside(struct vb_arena *arena, const char *path)
{
	return vb_path_join(arena, vb_path_dir(arena, vb_path_dir(arena, path)), "pyvenv.cfg");
}

const char *vb_home_cfg_within(struct vb_arena *arena, const char *path)
{
	return vb_path_join(arena, vb_path_dir(arena, path), "pyvenv.cfg");
}

/* The first byte behind the last ".." of PATH, or NULL. */
static const char *behind_parents(const char *path)
{
	const char *behind = NULL;

	while ((path = strstr(path, "/.."))) {
		path += 3;
		if (*path == '/' || !*path)
			behind = path;
	}
	return behind;
}

const char *vb_home_without_parents(struct vb_arena *arena, const char *path)
{
	const char *behind = behind_parents(path);
	vb_auto_free char *resolved =
		behind ? realpath(vb_arena_dup(arena, path, (size_t)(behind - path)), NULL) : NULL;

	if (!resolved)
		return path;
	return vb_path_absolute(arena, resolved, behind + strspn(behind, "/"));
}

/* Where the link PATH points, or NULL. */
static const char *follow(struct vb_arena *arena, const char *path)
{
	const char *target = vb_fsat_readlink(arena, AT_FDCWD, path);

	if (!target)
		return NULL;
	target = vb_path_join(arena, vb_path_dir(arena, path), target);
	return vb_home_without_parents(arena, vb_path_absolute(arena, "/", target));
}

/* The value of "KEY = VALUE" when LINE is one of KEY; as getpath reads it. */
static const char *value_of(struct vb_arena *arena, const char *line, size_t len, const char *key)
{
	const char *equals = memchr(line, '=', len), *end = line + len;
	const char *key_end = equals;

	if (!equals)
		return NULL;
	for (; line < key_end && strchr(" \t", *line); line++)
		;
	for (; line < key_end && strchr(" \t", key_end[-1]); key_end--)
		;
	if ((size_t)(key_end - line) != strlen(key) || strncasecmp(line, key, strlen(key)))
		return NULL;
	for (equals++; equals < end && strchr(" \t", *equals); equals++)
		;
	for (; equals < end && strchr(" \t\r", end[-1]); end--)
		;
	return vb_arena_dup(arena, equals, (size_t)(end - equals));
}

static void read_line(struct vb_arena *arena, const char *line, size_t len, struct cfg *cfg)
{
	const struct {
		const char *key, **member;
	} keys[] = {
		{"home", &cfg->home},
		{"version_info", &cfg->version},
		{"version", &cfg->version},
	};

	for (size_t i = 0; i < VB_COUNT(keys); i++) {
		if (!*keys[i].member)
			*keys[i].member = value_of(arena, line, len, keys[i].key);
	}
}

/* The environment in which PATH stands; false: in none. One that cannot be read is none to the
 * interpreter either. */
static bool read_cfg(struct vb_arena *arena, const char *path, struct cfg *ret_cfg)
{
	const char *const places[] = {
		vb_home_cfg_beside(arena, path),
		vb_home_cfg_within(arena, path),
	};
	struct cfg cfg = {0};

	for (size_t i = 0; i < VB_COUNT(places) && !cfg.home; i++) {
		vb_auto_err ignored = VB_ERR_INIT;
		vb_auto_buf text = VB_BUF_INIT;

		cfg = (struct cfg){.path = places[i]};
		if (vb_fsat_read_through(AT_FDCWD, places[i], MAX_CFG, true, &text, &ignored))
			continue;
		for (const char *at = text.data; *at;) {
			size_t len = strcspn(at, "\n");

			read_line(arena, at, len, &cfg);
			at += len + (at[len] == '\n');
		}
	}
	*ret_cfg = cfg;
	return cfg.home && *cfg.home;
}

/* Through links, until out of the directory in which PATH stands: symlinked environments say
 * best what their base is. NULL when PATH is no link. */
static const char *follow_out(struct vb_arena *arena, const char *path)
{
	const char *dir = vb_path_dir(arena, path);

	for (int i = 0; i < MAX_STEPS; i++) {
		path = follow(arena, path);
		if (!path || strcmp(vb_path_dir(arena, path), dir))
			return path;
	}
	return NULL;
}

/* "python3.12" of "3.12.1.final.0". */
static const char *versioned_name(struct vb_arena *arena, const char *version)
{
	size_t len = version ? strspn(version, "0123456789") : 0;

	if (!len || version[len] != '.')
		return "python3";
	len += 1 + strspn(version + len + 1, "0123456789");
	return vb_arena_printf(arena, "python%.*s", (int)len, version);
}

static int find_in_home(struct vb_arena *arena, const char *path, const struct cfg *cfg,
	const char **ret_base, struct vb_err *err)
{
	const char *const names[] = {
		versioned_name(arena, cfg->version),
		vb_path_base(path),
		"python3",
		"python",
		"pypy3",
	};

	for (size_t i = 0; i < VB_COUNT(names) && *cfg->home == '/'; i++) {
		*ret_base = vb_path_join(arena, cfg->home, names[i]);
		if (!faccessat(AT_FDCWD, *ret_base, X_OK, AT_EACCESS))
			return 0;
	}
	return vb_err_set(err, VB_EFAIL,
		"'%s' is in an environment whose base interpreter is gone: '%s' says home = %s",
		path, cfg->path, cfg->home);
}

int vb_home_base(
	struct vb_arena *arena, const char *path, const char **ret_base, struct vb_err *err)
{
	const char *first = path, *next;
	struct cfg cfg;

	for (int i = 0; i < MAX_STEPS; i++) {
		int rc;

		if (!read_cfg(arena, path, &cfg)) {
			*ret_base = path;
			return 0;
		}
		next = follow_out(arena, path);
		if (!next || faccessat(AT_FDCWD, next, X_OK, AT_EACCESS) < 0) {
			rc = find_in_home(arena, path, &cfg, &next, err);
			if (rc < 0)
				return rc;
		}
		path = next;
	}
	return vb_err_set(
		err, VB_EFAIL, "'%s' is in an environment that leads back to itself", first);
}

/* Whether the interpreter finds its standard library from DIR. */
static bool has_landmark(struct vb_arena *arena, const char *dir, const struct vb_answer *answer)
{
	const char *prefix = answer->interp.base_prefix, *rel = answer->stdlib;
	const char *landmark = vb_path_join(arena, rel, "os.py");

	if (!vb_path_is_within(rel, prefix))
		return false;
	rel += strlen(prefix);
	rel += strspn(rel, "/");
	return vb_home_is_same(
		landmark, vb_arena_printf(arena, "%s/%s/os.py", vb_path_dir(arena, dir), rel));
}

/* The name with the version in HOME, when it is the same file as PATH. */
static const char *find_versioned(
	struct vb_arena *arena, const char *home, const char *path, const struct vb_interp *interp)
{
	for (const char *const *name = interp->names; *name; name++) {
		const char *versioned = vb_path_join(arena, home, *name);

		if (strchr(*name, '.') && vb_home_is_same(versioned, path))
			path = versioned;
	}
	return path;
}

int vb_home_settle(struct vb_arena *arena, struct vb_answer *answer, struct vb_err *err)
{
	const char *path =
		vb_home_without_parents(arena, vb_path_absolute(arena, "/", answer->executable));
	const char *next = path;
	vb_auto_free char *resolved = realpath(path, NULL);
	struct vb_interp *interp = &answer->interp;

	if (!resolved)
		return vb_err_sys(err, errno, "the interpreter '%s'", path);
	for (int i = 0; i < MAX_STEPS && next; i++) {
		if (has_landmark(arena, vb_path_dir(arena, next), answer))
			break;
		next = follow(arena, next);
	}
	/* Found from nowhere: its own directories were compiled in, and any link will do. */
	if (next)
		path = next;
	interp->home = vb_path_dir(arena, path);
	interp->executable = find_versioned(arena, interp->home, path, interp);
	interp->real_executable = vb_arena_str(arena, resolved);
	return 0;
}
