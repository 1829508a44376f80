/* SPDX-License-Identifier: MIT */
/* The table of ailments, and a function for each that finds it. */
#include "core/health.h"

#include "core/fsat.h"
#include "core/home.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

enum { MAX_SCRIPT = 256 * 1024, MAX_SHEBANG = 512, MAX_HEADER = 64 * 1024 };

/* Each returns what to say, or NULL when all is well. */
typedef const char *find_fn(struct vb_arena *arena, const struct vb_environment *environment);

static const char *find_interrupted(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	if (!environment->target.interrupted)
		return NULL;
	return vb_arena_printf(arena,
		"a run of venvb was killed while it replaced this environment: the next 'venvb "
		"create' here first puts the old one back");
}

static const char *find_half_made(struct vb_arena *arena, const struct vb_environment *environment)
{
	struct stat st;

	if (environment->target.interrupted)
		return NULL;
	if (!environment->maker)
		return "it has no pyvenv.cfg that can be read, so its python is the base "
		       "interpreter and installs there: make it anew";
	if (fstatat(environment->fd, "bin/python", &st, AT_SYMLINK_NOFOLLOW) < 0)
		return "it has no bin/python: 'venvb create' there brings it back";
	if (!environment->target.home)
		return vb_arena_printf(arena, "its pyvenv.cfg has no 'home', so its python does "
					      "not find its standard library: make it anew");
	return NULL;
}

static const char *find_base_gone(struct vb_arena *arena, const struct vb_environment *environment)
{
	if (!environment->maker || !environment->base || environment->base_is_there)
		return NULL;
	return vb_arena_printf(arena,
		"its base interpreter '%s' is gone: install it again, or 'venvb create --upgrade "
		"--python=WHAT' moves the environment to another",
		environment->base);
}

/* The numbers of "3.13.1" or "3.13": how many there are, 0 when it is no version. */
static int take_numbers(const char *version, int numbers[3])
{
	int count =
		version ? sscanf(version, "%4d.%4d.%4d", &numbers[0], &numbers[1], &numbers[2]) : 0;

	return count >= 2 ? count : 0;
}

/* "3.13" of ".../bin/python3.13"; or NULL. */
static const char *version_of_name(struct vb_arena *arena, const char *path)
{
	vb_auto_free char *real = realpath(path, NULL);
	const char *digits = real ? vb_path_base(real) : "";

	digits += strcspn(digits, "0123456789");
	return strchr(digits, '.') ? vb_arena_str(arena, digits) : NULL;
}

static const char *find_base_changed(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	int was[3], is[3];
	const char *now =
		environment->base_is_there ? version_of_name(arena, environment->base) : NULL;

	if (!take_numbers(environment->version, was) || !take_numbers(now, is) ||
		(was[0] == is[0] && was[1] == is[1]))
		return NULL;
	return vb_arena_printf(arena,
		"it was made for Python %d.%d, and its base interpreter '%s' is %d.%d now: its "
		"packages are not found; 'venvb create --clear' makes it anew",
		was[0], was[1], environment->base, is[0], is[1]);
}

/* The version in the headers of the base interpreter, where they are installed. */
static const char *header_version(struct vb_arena *arena, const char *base, const int version[3])
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_free char *real = realpath(base, NULL);
	const char *prefix = real ? vb_path_dir(arena, vb_path_dir(arena, real)) : "/";
	const char *header = vb_arena_printf(
		arena, "%s/include/python%d.%d/patchlevel.h", prefix, version[0], version[1]);
	const char *at;

	if (vb_fsat_read_through(AT_FDCWD, header, MAX_HEADER, true, &text, &ignored) != 0)
		return NULL;
	at = strstr(text.data, "#define PY_VERSION ");
	at = at ? at + strcspn(at, "\"\n") : "";
	return *at == '"' ? vb_arena_dup(arena, at + 1, strcspn(at + 1, "\"\n")) : NULL;
}

static const char *find_base_upgraded(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	int was[3], is[3];
	const char *now;

	if (!environment->base_is_there || take_numbers(environment->version, was) < 3)
		return NULL;
	now = header_version(arena, environment->base, was);
	if (take_numbers(now, is) < 3 || was[0] != is[0] || was[1] != is[1] || was[2] == is[2])
		return NULL;
	return vb_arena_printf(arena,
		"its base interpreter was %d.%d.%d and is %d.%d.%d now: 'venvb create' there "
		"brings pyvenv.cfg up to date",
		was[0], was[1], was[2], is[0], is[1], is[2]);
}

const char *vb_health_activates(struct vb_arena *arena, const char *text)
{
	static const char name[] = "VIRTUAL_ENV=";

	for (const char *at = text; (at = strstr(at, name));) {
		const char *value = at + sizeof(name) - 1;
		char quote = *value == '\'' || *value == '"' ? *value++ : '\0';
		size_t len = strcspn(value, quote ? (char[]){quote, '\n', '\0'} : " ;\t\r\n");
		bool is_whole = !quote || (value[len] == quote && value[len + 1] != '\\' &&
						  value[len + 1] != '"' && value[len + 1] != '\'');

		if (is_whole && *value == '/' && !memchr(value, '$', len) &&
			!memchr(value, '\\', len))
			return vb_arena_dup(arena, value, len);
		at = value;
	}
	return NULL;
}

static bool is_here(const struct vb_environment *environment, const char *path)
{
	return !strcmp(path, environment->target.path) ||
	       vb_home_is_same(path, environment->target.path);
}

static const char *activated_path(struct vb_arena *arena, const struct vb_environment *environment)
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;

	if (vb_fsat_read(environment->fd, "bin/activate", MAX_SCRIPT, true, &text, &ignored) != 0)
		return NULL;
	return vb_health_activates(arena, text.data);
}

/* Whether the script runs the interpreter of another environment, or one that is gone. */
static bool is_stray(
	struct vb_arena *arena, const struct vb_environment *environment, int fd, const char *name)
{
	vb_auto_fd file = openat(fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char start[MAX_SHEBANG + 1];
	const char *interp, *top;
	struct stat st;
	ssize_t len;

	if (file < 0 || fstat(file, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	len = read(file, start, MAX_SHEBANG);
	if (len < 4 || memcmp(start, "#!/", 3) != 0)
		return false;
	start[len] = '\0';
	interp = vb_arena_dup(arena, start + 2, strcspn(start + 2, " \t\r\n"));
	if (strncmp(vb_path_base(interp), "py", 2) != 0)
		return false;
	top = vb_path_dir(arena, vb_path_dir(arena, interp));
	if (is_here(environment, top))
		return false;
	return access(interp, F_OK) < 0 || !access(vb_path_join(arena, top, "pyvenv.cfg"), F_OK);
}

static size_t count_stray(
	struct vb_arena *arena, const struct vb_environment *environment, const char **ret_first)
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd fd =
		openat(environment->fd, "bin", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *const *names;
	size_t count = 0;

	if (fd < 0 || vb_fsat_list(arena, fd, "bin", &names, NULL, &ignored) < 0)
		return 0;
	for (; *names; names++) {
		if (!is_stray(arena, environment, fd, *names))
			continue;
		if (!count++)
			*ret_first = *names;
	}
	return count;
}

static const char *find_moved(struct vb_arena *arena, const struct vb_environment *environment)
{
	const char *paths[] = {
		vb_environment_is_ours(environment) ? environment->receipt.path : NULL,
		activated_path(arena, environment)};
	const char *first = NULL;
	size_t stray;

	for (size_t i = 0; i < VB_COUNT(paths); i++)
		if (paths[i] && !is_here(environment, paths[i]))
			return vb_arena_printf(arena,
				"it was made in '%s' and was moved or copied: its scripts still "
				"lead there; 'venvb create --clear' makes it anew here",
				paths[i]);
	stray = count_stray(arena, environment, &first);
	if (!stray)
		return NULL;
	return vb_arena_printf(arena,
		"%zu of its scripts (the first is bin/%s) start an interpreter that is gone or of "
		"another environment: install their packages again",
		stray, first);
}

static const char *find_remade(struct vb_arena *arena, const struct vb_environment *environment)
{
	if (!environment->has_receipt || !environment->maker || vb_environment_is_ours(environment))
		return NULL;
	return vb_arena_printf(arena,
		"it was made by venvb %s and made over by %s since: its receipt is out of date",
		environment->receipt.venvb, environment->maker);
}

static const char *find_receipt_fault(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	(void)arena;
	return environment->receipt_fault;
}

static const char *find_world_writable(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	static const char *const paths[] = {".", "pyvenv.cfg", "bin", "bin/activate", "lib"};

	for (size_t i = 0; i < VB_COUNT(paths); i++) {
		struct stat st;

		if (fstatat(environment->fd, paths[i], &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			S_ISLNK(st.st_mode) || !(st.st_mode & S_IWOTH) || st.st_mode & S_ISVTX)
			continue;
		return vb_arena_printf(arena,
			"everybody may write to '%s', and so run what they like as whoever uses "
			"it: "
			"'chmod -R o-w' it",
			i ? vb_path_join(arena, environment->target.path, paths[i])
			  : environment->target.path);
	}
	return NULL;
}

static const char *find_system_packages(
	struct vb_arena *arena, const struct vb_environment *environment)
{
	(void)arena;
	return environment->maker && environment->sees_system_packages
		       ? "it also sees the packages of its base interpreter "
			 "(include-system-site-packages)"
		       : NULL;
}

static const struct {
	const char *code;
	find_fn *find;
	bool is_note;
} ailments[] = {
	{"interrupted", find_interrupted, false},
	{"half-made", find_half_made, false},
	{"base-gone", find_base_gone, false},
	{"base-changed", find_base_changed, false},
	{"moved", find_moved, false},
	{"world-writable", find_world_writable, false},
	{"remade", find_remade, false},
	{"receipt-unreadable", find_receipt_fault, false},
	{"base-upgraded", find_base_upgraded, true},
	{"system-site-packages", find_system_packages, true},
};

void vb_health_check(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_ailment **ret_ailments, size_t *ret_count)
{
	struct vb_ailment *found = vb_arena_array(arena, VB_COUNT(ailments), sizeof(*found));
	size_t count = 0;

	for (size_t i = 0; i < VB_COUNT(ailments); i++) {
		const char *message = ailments[i].find(arena, environment);

		if (message)
			found[count++] =
				(struct vb_ailment){ailments[i].code, message, ailments[i].is_note};
	}
	*ret_ailments = found;
	*ret_count = count;
}
