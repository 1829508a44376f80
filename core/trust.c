/* SPDX-License-Identifier: MIT */
/*
 * The way from "/" to a file, step by step by descriptor, each step judged by its owner, its
 * mode, and where the group may write also by who is in it and by its access control list.
 */
#include "core/trust.h"

#include "core/buf.h"
#include "core/fsat.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sys/xattr.h>

enum { MOST_LINKS = 40 }; /* followed on one path, as the kernel does */

struct walk {
	const struct vb_trust_rules *rules;
	const char *path; /* the whole one */
	size_t len;       /* of the part that the present step is */
};

static bool is_safe_sticky(const struct vb_trust_step *step)
{
	return S_ISDIR(step->mode) && step->mode & S_ISVTX;
}

enum vb_trust_fault vb_trust_judge(
	const struct vb_trust_step *step, const struct vb_trust_rules *rules)
{
	if (step->uid != 0 && step->uid != rules->owner)
		return VB_TRUST_OWNER;
	/* What lies in it is judged by its own owner, and nobody else can move that away. */
	if (is_safe_sticky(step))
		return VB_TRUST_FINE;
	if (step->mode & S_IWOTH)
		return VB_TRUST_EVERYONE;
	if (!(step->mode & S_IWGRP))
		return VB_TRUST_FINE;
	/* With an access control list, the group's bits are what it grants at most. */
	if (step->has_acl)
		return VB_TRUST_ACL;
	return rules->private_group && step->group_is_private ? VB_TRUST_FINE : VB_TRUST_GROUP;
}

static bool has_acl(const char *path)
{
	return getxattr(path, "system.posix_acl_access", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != ENOTSUP);
}

static bool is_other(const struct passwd *entry, uid_t owner)
{
	return entry->pw_uid != 0 && entry->pw_uid != owner;
}

/* Whether errno, 0 before, says that nobody could be asked: "there is none" has many numbers. */
static bool is_unanswered(void)
{
	static const int numbers[] = {EMFILE, ENFILE, ENOMEM, EIO, EINTR, ERANGE};

	for (size_t i = 0; i < VB_COUNT(numbers); i++)
		if (errno == numbers[i])
			return true;
	return false;
}

static bool has_other_member(gid_t gid, uid_t owner)
{
	const struct group *group;

	errno = 0;
	group = getgrgid(gid);
	if (!group && is_unanswered())
		return true;
	for (char **name = group ? group->gr_mem : NULL; name && *name; name++) {
		const struct passwd *member = getpwnam(*name);

		if (!member || is_other(member, owner))
			return true;
	}
	return false;
}

static bool is_others_own_group(gid_t gid, uid_t owner)
{
	const struct passwd *entry;
	bool found = false, is_empty = true;

	setpwent();
	errno = 0;
	while (!found && (entry = getpwent())) {
		found = entry->pw_gid == gid && is_other(entry, owner);
		is_empty = false;
	}
	/* Not even root: the list was not to be had, whatever errno is by now. */
	found = found || is_empty || is_unanswered();
	endpwent();
	return found;
}

struct vb_trust_step vb_trust_describe(
	const char *path, const struct stat *st, const struct vb_trust_rules *rules)
{
	struct vb_trust_step step = {.uid = st->st_uid, .mode = st->st_mode};

	/* Asking for groups can be slow: only where the answer matters. */
	if (!(st->st_mode & S_IWGRP) || is_safe_sticky(&step))
		return step;
	step.has_acl = has_acl(path);
	step.group_is_private = rules->private_group &&
				!has_other_member(st->st_gid, rules->owner) &&
				!is_others_own_group(st->st_gid, rules->owner);
	return step;
}

static void name_user(struct vb_buf *out, uid_t uid)
{
	const struct passwd *entry = getpwuid(uid);

	if (entry)
		vb_buf_addf(out, "the user '%s'", entry->pw_name);
	else
		vb_buf_addf(out, "the user number %lu", (unsigned long)uid);
}

static void name_group(struct vb_buf *out, gid_t gid)
{
	const struct group *entry = getgrgid(gid);

	if (entry)
		vb_buf_addf(out, "the group '%s'", entry->gr_name);
	else
		vb_buf_addf(out, "the group number %lu", (unsigned long)gid);
}

static int report(const struct walk *walk, enum vb_trust_fault fault, const struct stat *st,
	struct vb_err *err)
{
	const struct vb_trust_rules *rules = walk->rules;
	vb_auto_buf text = VB_BUF_INIT;

	vb_buf_addf(&text, "'%s' is not to be trusted: ", walk->path);
	if (walk->path[walk->len])
		vb_buf_addf(&text, "the directory '%.*s' ", (int)walk->len, walk->path);
	else
		vb_buf_adds(&text, "it ");
	if (fault == VB_TRUST_OWNER) {
		vb_buf_adds(&text, "belongs to ");
		name_user(&text, st->st_uid);
	} else if (fault == VB_TRUST_EVERYONE) {
		vb_buf_adds(&text, "can be written by everyone");
	} else if (fault == VB_TRUST_GROUP) {
		vb_buf_adds(&text, "can be written by ");
		name_group(&text, st->st_gid);
	} else {
		vb_buf_adds(&text, "can be written by those on its access control list");
	}
	vb_buf_adds(&text, "; it must belong to root");
	if (rules->owner)
		vb_buf_addf(&text, " or to %s", rules->who);
	vb_buf_adds(&text, ", and nobody else may write there");
	if (rules->override)
		vb_buf_addf(&text, " (%s accepts it as it is)", rules->override);
	return vb_err_set(err, VB_EFAIL, "%s", text.data);
}

/* Whether the present step is a directory that the program is below, too. */
static bool is_above_program(const struct walk *walk)
{
	const char *program = walk->rules->program;
	size_t len = walk->len == 1 ? 0 : walk->len; /* of "/" without its slash */

	return program && walk->path[walk->len] && !strncmp(program, walk->path, len) &&
	       program[len] == '/';
}

static int judge(const struct walk *walk, int fd, const struct stat *st, struct vb_err *err)
{
	char path[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	struct vb_trust_step step;
	enum vb_trust_fault fault;

	if (walk->rules->accept_all || is_above_program(walk))
		return 0;
	/* A descriptor of O_PATH has no attributes, the file that /proc shows in its place has. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	step = vb_trust_describe(path, st, walk->rules);
	fault = vb_trust_judge(&step, walk->rules);
	return fault == VB_TRUST_FINE ? 0 : report(walk, fault, st, err);
}

static int report_open(const struct walk *walk, int sys, struct vb_err *err)
{
	if (sys == ELOOP || sys == ENOTDIR)
		return vb_err_set(
			err, VB_EFAIL, "'%s' was changed while it was looked at", walk->path);
	return vb_err_sys(err, sys, "opening '%.*s'", (int)walk->len, walk->path);
}

/* Steps into the directory that the first LEN bytes of the path are. */
static int enter(struct walk *walk, int dirfd, const char *name, struct vb_err *err)
{
	vb_auto_fd fd = openat(dirfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int rc;

	if (fd < 0 || fstat(fd, &st) < 0)
		return report_open(walk, errno, err);
	rc = judge(walk, fd, &st, err);
	return rc < 0 ? rc : vb_steal_fd(&fd);
}

static const char *describe_kind(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a FIFO";
	if (S_ISSOCK(mode))
		return "a socket";
	return S_ISLNK(mode) ? "a symbolic link" : "a device";
}

/* Looked at before it is opened, since opening a device or a FIFO does something. */
static int open_file(struct walk *walk, int dirfd, const char *name, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	struct stat st;
	int rc;

	walk->len = strlen(walk->path);
	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return report_open(walk, errno, err);
	if (!S_ISREG(st.st_mode))
		return vb_err_set(err, VB_EFAIL, "'%s' is %s, and not a file", walk->path,
			describe_kind(st.st_mode));
	fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return report_open(walk, errno, err);
	if (!S_ISREG(st.st_mode))
		return report_open(walk, ELOOP, err);
	rc = judge(walk, fd, &st, err);
	return rc < 0 ? rc : vb_steal_fd(&fd);
}

int vb_trust_resolve(
	struct vb_arena *arena, const char *path, const char **ret_path, struct vb_err *err)
{
	vb_auto_free char *resolved = realpath(path, NULL);

	if (!resolved)
		return vb_err_sys(err, errno, "opening '%s'", path);
	*ret_path = vb_arena_str(arena, resolved);
	return 0;
}

/* Steps down to the directory that PATH is in, judging each on the way. */
static int descend(struct walk *walk, const char **ret_last, struct vb_err *err)
{
	vb_auto_buf name = VB_BUF_INIT;
	vb_auto_fd dir = enter(walk, AT_FDCWD, "/", err);
	const char *at = walk->path + 1, *slash;

	if (dir < 0)
		return dir;
	for (; (slash = strchr(at, '/')); at = slash + 1) {
		int next;

		vb_buf_clear(&name);
		vb_buf_add(&name, at, (size_t)(slash - at));
		walk->len = (size_t)(slash - walk->path);
		next = enter(walk, dir, name.data, err);
		if (next < 0)
			return next;
		close(dir);
		dir = next;
	}
	*ret_last = at;
	return vb_steal_fd(&dir);
}

int vb_trust_open(const char *path, const struct vb_trust_rules *rules, struct vb_err *err)
{
	struct walk walk = {.rules = rules, .path = path, .len = 1};
	const char *last;
	vb_auto_fd dir = descend(&walk, &last, err);

	return dir < 0 ? dir : open_file(&walk, dir, last, err);
}

int vb_trust_open_dir(const char *path, const struct vb_trust_rules *rules, struct vb_err *err)
{
	struct walk walk = {.rules = rules, .path = path, .len = 1};
	const char *last;
	vb_auto_fd dir = descend(&walk, &last, err), fd = -1;
	int rc;

	if (dir < 0)
		return dir;
	walk.len = strlen(path);
	rc = fd = enter(&walk, dir, *last ? last : ".", err);
	if (rc < 0)
		return rc;
	/* What enter gives can be stepped through, but not listed. */
	rc = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return rc < 0 ? report_open(&walk, errno, err) : rc;
}

/* Who could change this program; root when that cannot be told. */
static uid_t owner_of_program(void)
{
	struct stat st;

	return stat("/proc/self/exe", &st) < 0 ? 0 : st.st_uid;
}

struct vb_trust_rules vb_trust_installed(struct vb_arena *arena)
{
	uid_t owner = owner_of_program();

	return (struct vb_trust_rules){
		.owner = owner,
		.who = "the owner of venvb",
		/* Installed at home, with the umask that goes with a private group. */
		.private_group = owner != 0,
		.program = vb_fsat_readlink(arena, AT_FDCWD, "/proc/self/exe"),
	};
}

/* A path on its way to where its links lead. */
struct trail {
	const char *done; /* resolved and judged; "" is "/" */
	const char *rest; /* still to be walked */
	unsigned links;
};

static int report_at(const char *path, enum vb_trust_fault fault, const struct stat *st,
	const struct vb_trust_rules *rules, struct vb_err *err)
{
	const struct walk walk = {.rules = rules, .path = path, .len = strlen(path)};

	return report(&walk, fault, st, err);
}

/* The link at PATH: whoever owns it, or could put another in its place, says where it leads. */
static int follow_link(struct vb_arena *arena, struct trail *trail, const char *path,
	const struct vb_trust_rules *rules, struct vb_err *err)
{
	vb_auto_fd dir = vb_trust_open_dir(*trail->done ? trail->done : "/", rules, err);
	const char *target;
	struct stat st;

	if (dir < 0)
		return vb_err_wrap(err, "the link '%s'", path);
	target = vb_fsat_readlink(arena, AT_FDCWD, path);
	if (!target || lstat(path, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", path);
	if (!rules->accept_all && st.st_uid != 0 && st.st_uid != rules->owner)
		return report_at(path, VB_TRUST_OWNER, &st, rules, err);
	if (++trail->links > MOST_LINKS)
		return vb_err_sys(err, ELOOP, "opening '%s'", path);
	if (*target == '/')
		trail->done = "";
	trail->rest = vb_arena_printf(arena, "%s/%s", target, trail->rest);
	return 0;
}

/* Up again, from a directory that nobody can have made a link to elsewhere meanwhile. */
static int leave(struct vb_arena *arena, struct trail *trail, const struct vb_trust_rules *rules,
	struct vb_err *err)
{
	const char *slash = strrchr(trail->done, '/');
	vb_auto_fd dir = -1;

	if (!slash)
		return 0;
	dir = vb_trust_open_dir(trail->done, rules, err);
	if (dir < 0)
		return dir;
	trail->done = vb_arena_dup(arena, trail->done, (size_t)(slash - trail->done));
	return 0;
}

/* One component more. */
static int step(struct vb_arena *arena, struct trail *trail, const struct vb_trust_rules *rules,
	struct vb_err *err)
{
	size_t len = strcspn(trail->rest, "/");
	const char *name = vb_arena_dup(arena, trail->rest, len), *path;
	struct stat st;

	trail->rest += len;
	trail->rest += strspn(trail->rest, "/");
	if (!*name || !strcmp(name, "."))
		return 0;
	if (!strcmp(name, ".."))
		return leave(arena, trail, rules, err);
	path = vb_arena_printf(arena, "%s/%s", trail->done, name);
	if (lstat(path, &st) < 0)
		return vb_err_sys(err, errno, "opening '%s'", path);
	if (S_ISLNK(st.st_mode))
		return follow_link(arena, trail, path, rules, err);
	trail->done = path;
	return 0;
}

/* A sticky directory keeps what is in it safe, but others may add to it. */
static int check_entries(const char *path, const struct stat *st,
	const struct vb_trust_rules *rules, struct vb_err *err)
{
	struct stat plain = *st;
	struct vb_trust_step step;
	enum vb_trust_fault fault;

	if (rules->accept_all || !(st->st_mode & S_ISVTX))
		return 0;
	plain.st_mode &= ~(mode_t)S_ISVTX;
	step = vb_trust_describe(path, &plain, rules);
	fault = vb_trust_judge(&step, rules);
	return fault == VB_TRUST_FINE ? 0 : report_at(path, fault, st, rules, err);
}

int vb_trust_follow(struct vb_arena *arena, const char *path, const struct vb_trust_rules *rules,
	struct vb_err *err)
{
	struct trail trail = {.done = "", .rest = path};
	vb_auto_fd fd = -1;
	struct stat st;
	int rc = 0;

	while (rc == 0 && *trail.rest)
		rc = step(arena, &trail, rules, err);
	if (rc < 0)
		return rc;
	if (!*trail.done)
		trail.done = "/";
	if (lstat(trail.done, &st) < 0 || !S_ISDIR(st.st_mode)) {
		rc = fd = vb_trust_open(trail.done, rules, err);
		return rc < 0 ? rc : 0;
	}
	rc = fd = vb_trust_open_dir(trail.done, rules, err);
	return rc < 0 ? rc : check_entries(trail.done, &st, rules, err);
}
