/* SPDX-License-Identifier: MIT */
/*
 * From what was typed to the one path that all else works on: links and redirect files followed,
 * what can never be a target refused. What is there is read by target_state.c.
 */
#include "core/target.h"

#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fnmatch.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

enum { MAX_REDIRECT = 16 * 1024, MAX_LINKS = 40 };

struct walk {
	struct vb_arena *arena;
	char *path;       /* so far, resolved */
	struct stat last; /* of path; st_mode is 0 when there is nothing */
	unsigned links;   /* followed so far */
};

const char *vb_target_owner(struct vb_arena *arena, unsigned uid)
{
	const struct passwd *user = getpwuid(uid);

	return user ? vb_arena_printf(arena, "user %s", user->pw_name)
		    : vb_arena_printf(arena, "user %u", uid);
}

/*
 * In a directory that everybody may write to, a link or a redirect file of somebody else would
 * lead us where he likes.
 */
static int check_planted(const struct walk *walk, const char *path, struct vb_err *err)
{
	const char *dir = vb_path_dir(walk->arena, path);
	struct stat st;

	if (walk->last.st_uid == geteuid() || walk->last.st_uid == 0)
		return 0;
	if (stat(dir, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", dir);
	if ((st.st_mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH) ||
		st.st_uid == walk->last.st_uid)
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"'%s' belongs to %s, in a directory that everybody may "
		"write to: it is not followed",
		path, vb_target_owner(walk->arena, walk->last.st_uid));
}

static int resolve(struct walk *walk, const char *path, struct vb_err *err);

/* The path so far is a link: on to where it leads, which must be a directory. */
static int follow_link(struct walk *walk, struct vb_err *err)
{
	const char *link = walk->path;
	const char *to = vb_fsat_readlink(walk->arena, AT_FDCWD, link);
	int rc;

	if (!to)
		return vb_err_sys(err, errno, "following the symbolic link '%s'", link);
	rc = check_planted(walk, link, err);
	if (rc < 0)
		return rc;
	if (++walk->links > MAX_LINKS)
		return vb_err_sys(err, ELOOP, "following the symbolic link '%s'", link);
	walk->path = vb_path_dir(walk->arena, link);
	walk->last = (struct stat){.st_mode = S_IFDIR};
	rc = resolve(walk, to, err);
	if (rc == 0 && !walk->last.st_mode)
		return vb_err_set(err, VB_EFAIL,
			"'%s' is a symbolic link to '%s', which does not exist; "
			"remove the link, or make the directory",
			link, to);
	if (rc == 0 && !S_ISDIR(walk->last.st_mode))
		return vb_err_set(err, VB_EFAIL,
			"'%s' is a symbolic link to '%s', which is not a directory", link, to);
	return rc;
}

static int step(struct walk *walk, const char *name, struct vb_err *err)
{
	if (walk->last.st_mode && !S_ISDIR(walk->last.st_mode))
		return vb_err_set(err, VB_EFAIL, "'%s' is not a directory", walk->path);
	if (!strcmp(name, "."))
		return 0;
	walk->path = !strcmp(name, "..") ? vb_path_dir(walk->arena, walk->path)
					 : vb_path_join(walk->arena, walk->path, name);
	if (lstat(walk->path, &walk->last) == 0)
		return S_ISLNK(walk->last.st_mode) ? follow_link(walk, err) : 0;
	walk->last = (struct stat){0};
	return errno == ENOENT ? 0 : vb_err_sys(err, errno, "'%s'", walk->path);
}

/* PATH, component by component, from where the walk is. */
static int resolve(struct walk *walk, const char *path, struct vb_err *err)
{
	int rc = 0;

	if (*path == '/') {
		walk->path = vb_arena_str(walk->arena, "/");
		walk->last = (struct stat){.st_mode = S_IFDIR};
	}
	while (rc == 0 && *(path += strspn(path, "/"))) {
		size_t len = strcspn(path, "/");

		rc = step(walk, vb_arena_dup(walk->arena, path, len), err);
		path += len;
	}
	return rc;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *vb_target_redirect(struct vb_arena *arena, const char *text, size_t len)
{
	while (len && is_blank(text[len - 1]))
		len--;
	while (len && is_blank(*text))
		text++, len--;
	if (!len || memchr(text, '\n', len) || memchr(text, '\r', len) || memchr(text, '\0', len))
		return NULL;
	return vb_arena_dup(arena, text, len);
}

static int follow_redirect(struct walk *walk, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	const char *file = walk->path, *to;
	int rc = check_planted(walk, file, err);

	if (rc == 0)
		rc = vb_fsat_read(AT_FDCWD, file, MAX_REDIRECT, false, &text, err);
	if (rc < 0)
		return rc;
	to = vb_target_redirect(walk->arena, text.data, text.len);
	if (!to)
		return vb_err_set(err, VB_EFAIL,
			"'%s' is a file, and not one that names an "
			"environment (one line, a path)",
			file);
	rc = resolve(walk, vb_path_absolute(walk->arena, vb_path_dir(walk->arena, file), to), err);
	if (rc < 0)
		return vb_err_wrap(err, "'%s' leads to '%s'", file, to);
	if (walk->last.st_mode && !S_ISDIR(walk->last.st_mode))
		return vb_err_set(err, VB_EFAIL, "'%s' leads to '%s', which is not a directory",
			file, walk->path);
	if (vb_path_is_within(file, walk->path))
		return vb_err_set(err, VB_EFAIL,
			"'%s' leads to '%s', in which it lies itself: that is no place for an "
			"environment",
			file, walk->path);
	return 0;
}

/* The file may be a stranger's: what it leads to is left alone, unless it is an environment, or
 * can become one without touching anything. */
static int check_redirected(
	const struct vb_target *target, const char *typed, bool force, struct vb_err *err)
{
	if (!target->redirected || target->state != VB_FOREIGN || target->interrupted || force)
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"'%s' is a file that leads to '%s', which is not empty and no environment "
		"(--force makes one there all the same)",
		typed, target->path);
}

/* With every link resolved, or as it is when that cannot be. */
static const char *real_dir(struct vb_arena *arena, const char *cwd, const char *path)
{
	const char *whole = vb_path_absolute(arena, cwd, path);
	vb_auto_free char *real = realpath(whole, NULL);

	return real ? vb_arena_str(arena, real) : whole;
}

static int check_path(struct vb_arena *arena, const struct vb_target_opts *opts, const char *path,
	struct vb_err *err)
{
	const char *home = opts->home_dir && *opts->home_dir == '/'
				   ? real_dir(arena, "/", opts->home_dir)
				   : NULL;

	if (strchr(path, ':'))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' contains ':', which separates the "
			"directories of PATH: its programs could never be found there",
			path);
	if (strpbrk(path, "\n\r"))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' contains a line break, which pyvenv.cfg "
			"and the first line of a script cannot hold",
			path);
	if (!strcmp(path, "/"))
		return vb_err_set(err, VB_EUSAGE, "'/' cannot be an environment");
	if (home && !strcmp(path, home))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is your home directory, which cannot be an environment", path);
	if (opts->clear && home && vb_path_is_within(home, path))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' holds your home directory and is never cleared", path);
	if (opts->clear) {
		const char *cwd = real_dir(arena, "/", opts->cwd);

		if (vb_path_is_within(cwd, path) && strcmp(cwd, path) != 0)
			return vb_err_set(err, VB_EUSAGE,
				"'%s' holds the current directory and is "
				"never cleared; change to another directory first",
				path);
	}
	return 0;
}

int vb_target_resolve(struct vb_arena *arena, const struct vb_target_opts *opts,
	struct vb_target *ret_target, struct vb_err *err)
{
	struct vb_target target = {0};
	struct walk walk = {.arena = arena};
	const char *typed;
	int rc;

	if (!*opts->arg)
		return vb_err_set(err, VB_EUSAGE, "the name of the environment is empty");
	typed = vb_path_absolute(arena, opts->cwd, opts->arg);
	rc = resolve(&walk, typed, err);
	if (rc == 0 && S_ISREG(walk.last.st_mode) && !strcmp(vb_path_base(walk.path), ".venv")) {
		rc = follow_redirect(&walk, err);
		target.redirected = true;
	}
	if (rc < 0)
		return rc;
	if (walk.last.st_mode && !S_ISDIR(walk.last.st_mode))
		return vb_err_set(err, VB_EFAIL, "'%s' exists and is not a directory", walk.path);
	rc = check_path(arena, opts, walk.path, err);
	if (rc < 0)
		return rc;
	target.path = walk.path;
	target.parent = vb_path_dir(arena, walk.path);
	target.name = vb_path_base(walk.path);
	rc = vb_target_read(arena, &target, err);
	if (rc == 0)
		rc = check_redirected(&target, opts->arg, opts->force, err);
	if (rc == 0 && opts->clear && !target.interrupted)
		rc = vb_target_check_clear(&target, opts->force, err);
	if (rc == 0)
		*ret_target = target;
	return rc;
}

int vb_target_check_name(const struct vb_target *target, struct vb_err *err)
{
	if (fnmatch(".*" VB_OWN_PREFIX "*", target->name, 0) != 0 &&
		strncmp(target->name, VB_OWN_PREFIX, strlen(VB_OWN_PREFIX)) != 0)
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"'%s' has a name that venvb uses for what it puts beside an environment",
		target->path);
}
