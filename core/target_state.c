/* SPDX-License-Identifier: MIT */
/*
 * What is at a target: its state, what its pyvenv.cfg says (any bytes, whoever wrote it), and
 * what forbids clearing it or bringing it up to date.
 */
#include "core/target.h"

#include "core/fsat.h"
#include "core/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>

enum { MAX_CFG = 64 * 1024, MOST_READS = 64 };

/* At the top of a directory, these say that somebody works in it. */
static const char *const keepers[] = {
	".git", ".hg", ".svn", "pyproject.toml", "setup.py", "setup.cfg", "*.py"};

static bool is_space(char c)
{
	return c && strchr(" \t\r\f\v", c);
}

/* The bytes from START to END without spaces around, in the arena. */
static char *trim(struct vb_arena *arena, const char *start, const char *end)
{
	while (start < end && is_space(*start))
		start++;
	while (start < end && is_space(end[-1]))
		end--;
	return vb_arena_dup(arena, start, (size_t)(end - start));
}

/* "3.13.0" of "3.13.0.final.0"; NULL when it is no version. */
static const char *plain_version(struct vb_arena *arena, const char *text)
{
	const char *at = text;
	int numbers = 0;

	while (numbers < 3) {
		size_t digits = strspn(at + (numbers ? 1 : 0), "0123456789");

		if ((numbers && *at != '.') || !digits || digits > 4)
			break;
		at += digits + (numbers ? 1 : 0);
		numbers++;
	}
	return numbers >= 2 ? vb_arena_dup(arena, text, (size_t)(at - text)) : NULL;
}

static void take_key(
	struct vb_arena *arena, struct vb_target *target, const char *key, const char *value)
{
	static const char *const versions[] = {"version", "version_info", "python-version"};
	static const char *const makers[] = {"venvb", "virtualenv", "uv"};

	/* The first `home` counts, as for the interpreter. */
	if (!strcasecmp(key, "home") && !target->home && *value)
		target->home = value;
	for (size_t i = 0; i < VB_COUNT(versions); i++)
		if (!strcasecmp(key, versions[i]) && !target->version)
			target->version = plain_version(arena, value);
	for (size_t i = 0; i < VB_COUNT(makers); i++)
		if (!strcasecmp(key, makers[i]))
			target->made_by = makers[i];
}

static void take_cfg(struct vb_arena *arena, struct vb_target *target, const struct vb_buf *text)
{
	const char *at = text->data, *end = at + text->len;

	target->made_by = "venv";
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));

		if (equals)
			take_key(arena, target, trim(arena, at, equals),
				trim(arena, equals + 1, stop));
		at = stop + 1;
	}
}

static bool is_own(const char *name)
{
	return !strncmp(name, VB_OWN_PREFIX, strlen(VB_OWN_PREFIX)) &&
	       strncmp(name, VB_LOST_NAME, strlen(VB_LOST_NAME)) != 0;
}

static const char *find_keeper(const char *const *names)
{
	for (size_t i = 0; i < VB_COUNT(keepers); i++)
		for (const char *const *name = names; *name; name++)
			if (!fnmatch(keepers[i], *name, 0))
				return *name;
	return NULL;
}

static void take_names(struct vb_target *target, const char *const *names)
{
	target->state = VB_EMPTY;
	target->keeper = find_keeper(names);
	for (; *names; names++) {
		if (!strcmp(*names, ".venvb-old") || !strcmp(*names, ".venvb-out"))
			target->interrupted = true;
		if (is_own(*names))
			continue;
		if (target->state == VB_EMPTY)
			target->state = VB_FOREIGN;
		if (!strcmp(*names, "pyvenv.cfg"))
			target->state = VB_ENVIRONMENT;
		if (!strcmp(*names, VB_RECEIPT_NAME))
			target->has_receipt = true;
	}
}

static int check_conda(int fd, const struct vb_target *target, struct vb_err *err)
{
	struct stat st;

	if (fstatat(fd, "conda-meta", &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"'%s' is a conda environment (it has a conda-meta): venvb leaves those to conda",
		target->path);
}

/* Whether the open directory is still the one at PATH. */
static bool is_in_place(int fd, const char *path)
{
	struct stat ours, theirs;

	return !fstat(fd, &ours) && !lstat(path, &theirs) && ours.st_dev == theirs.st_dev &&
	       ours.st_ino == theirs.st_ino;
}

/* 1: another run has put another directory in its place meanwhile, and empties this one. */
static int read_once(struct vb_arena *arena, struct vb_target *target, struct vb_err *err)
{
	vb_auto_fd fd = open(target->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	vb_auto_buf cfg = VB_BUF_INIT;
	vb_auto_err unread = VB_ERR_INIT;
	const char *const *names;
	int rc;

	target->state = VB_ABSENT;
	target->interrupted = target->has_receipt = false;
	target->keeper = target->version = target->home = target->made_by = NULL;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return vb_err_sys(err, errno, "opening '%s'", target->path);
	rc = check_conda(fd, target, err);
	if (rc == 0)
		rc = vb_fsat_list(arena, fd, target->path, &names, NULL, err);
	if (rc < 0)
		return rc;
	take_names(target, names);
	/* One that cannot be read is an environment that does not say what it is. */
	if (target->state == VB_ENVIRONMENT &&
		vb_fsat_read(fd, "pyvenv.cfg", MAX_CFG, false, &cfg, &unread) == 0)
		take_cfg(arena, target, &cfg);
	return !is_in_place(fd, target->path);
}

int vb_target_read(struct vb_arena *arena, struct vb_target *target, struct vb_err *err)
{
	int rc = 1;

	for (int i = 0; rc > 0 && i < MOST_READS; i++)
		rc = read_once(arena, target, err);
	return rc < 0 ? rc : 0;
}

int vb_target_check_clear(const struct vb_target *target, bool force, struct vb_err *err)
{
	if (force || target->state == VB_ABSENT || target->state == VB_EMPTY)
		return 0;
	if (target->state != VB_ENVIRONMENT)
		return vb_err_set(err, VB_EFAIL,
			"'%s' has no pyvenv.cfg, so it is no environment "
			"and is left as it is (--force overrules that)",
			target->path);
	if (target->keeper)
		return vb_err_set(err, VB_EFAIL,
			"'%s' holds more than an environment ('%s') and is "
			"left as it is (--force overrules that)",
			target->path, target->keeper);
	return 0;
}

bool vb_target_is_updated(const struct vb_target *target, bool clear)
{
	return !clear && (target->state == VB_ENVIRONMENT || target->state == VB_FOREIGN);
}

int vb_target_check_version(
	const struct vb_target *target, int major, int minor, bool upgrade, struct vb_err *err)
{
	int old_major, old_minor;

	if (upgrade || target->state != VB_ENVIRONMENT || !target->version ||
		sscanf(target->version, "%d.%d", &old_major, &old_minor) != 2 ||
		(old_major == major && old_minor == minor))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"'%s' is an environment of Python %d.%d, and this would be "
		"one of %d.%d: --clear makes it anew, --upgrade keeps what else is in it",
		target->path, old_major, old_minor, major, minor);
}
