/* SPDX-License-Identifier: MIT */
/*
 * Inside the target, where it cannot be exchanged as a whole. Three names say how far it got,
 * and each is reached by one rename:
 *
 *	.venvb-old   old entries are on their way out
 *	.venvb-out   all are out, new ones are on their way in: what lies beside it is new
 *	.venvb-gone  all are in, and nothing can fail any more
 *
 * The directory carries a mark, two links of which one holds the time at which the other was
 * made: what came with an archive or a repository cannot know it, and never makes us remove what
 * lies beside it.
 */
#include "core/commit_way.h"

#include "core/fsat.h"
#include "core/interrupt.h"
#include "core/move.h"
#include "core/rescue.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>

#define NEW VB_OWN_PREFIX "new"
#define OLD VB_OWN_PREFIX "old"
#define OUT VB_OWN_PREFIX "out"
#define GONE VB_OWN_PREFIX "gone"
#define MARK VB_OWN_PREFIX "mark"
#define MADE VB_OWN_PREFIX "made"

static bool is_own(const char *name)
{
	return !strncmp(name, VB_OWN_PREFIX, strlen(VB_OWN_PREFIX));
}

/* When the mark in FD was made, or NULL. No archive sets a ctime. */
static const char *time_of_mark(struct vb_commit *commit, int fd)
{
	struct stat st;

	if (fstatat(fd, MARK, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return NULL;
	return vb_arena_printf(
		commit->run->arena, "%jd.%09ld", (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

static int set_mark(struct vb_commit *commit, int fd)
{
	const char *time;

	if (symlinkat("venvb", fd, MARK) < 0)
		return -1;
	time = time_of_mark(commit, fd);
	return time ? symlinkat(time, fd, MADE) : -1;
}

static bool has_mark(struct vb_commit *commit, int fd)
{
	const char *time = time_of_mark(commit, fd);
	const char *made = vb_fsat_readlink(commit->run->arena, fd, MADE);

	return time && made && !strcmp(time, made);
}

/* Removes NAME, opened as FD, if there is nothing in it but a mark. */
static int remove_marked(const struct vb_commit *commit, int fd, const char *name)
{
	unlinkat(fd, MADE, 0);
	unlinkat(fd, MARK, 0);
	return unlinkat(commit->root.fd, name, AT_REMOVEDIR);
}

static int fail(const struct vb_commit *commit, int sys, const char *doing, const char *name,
	struct vb_err *err)
{
	return vb_err_sys(err, sys, "%s '%s/%s'", doing, commit->target.path, name);
}

/*
 * The entries of FD that are not ours, in an order in which the environment is never seen with a
 * `bin/python` and without its pyvenv.cfg: what is FIRST, what is neither, what is LAST.
 */
static int list_entries(struct vb_commit *commit, int fd, const char *first, const char *last,
	const char *const **ret_names, struct vb_err *err)
{
	struct vb_arena *arena = commit->run->arena;
	const char *const *names;
	const char **sorted;
	size_t count, at = 0;
	int rc = vb_fsat_list(arena, fd, commit->target.path, &names, &count, err);

	if (rc < 0)
		return rc;
	sorted = vb_arena_array(arena, count + 1, sizeof(*sorted));
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < count; i++) {
			int belongs = !strcmp(names[i], first)  ? 0
				      : !strcmp(names[i], last) ? 2
								: 1;

			if (belongs == round && !is_own(names[i]))
				sorted[at++] = names[i];
		}
	}
	*ret_names = sorted;
	return 0;
}

static int move_all(struct vb_commit *commit, int from, int to, const char *first, const char *last,
	struct vb_err *err)
{
	const char *const *names;
	int rc = list_entries(commit, from, first, last, &names, err);

	for (; rc == 0 && *names; names++)
		rc = vb_move(commit->run->arena, from, *names, to, err);
	return rc < 0 ? vb_err_wrap(err, "'%s'", commit->target.path) : 0;
}

static int move_out(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_fd old = vb_commit_make_dir(commit->root.fd, OLD, 0700, err);

	if (old < 0)
		return old;
	if (set_mark(commit, old) < 0)
		return fail(commit, errno, "marking", OLD, err);
	return move_all(commit, commit->root.fd, old, "bin", "pyvenv.cfg", err);
}

static int move_in(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_fd new = vb_fsat_open_dir(commit->root.fd, NEW, err);

	return new < 0 ? new : move_all(commit, new, commit->root.fd, "pyvenv.cfg", "bin", err);
}

static int put_back(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_fd old = vb_fsat_open_dir(commit->root.fd, OLD, err);
	int rc;

	if (old < 0)
		return old;
	rc = move_all(commit, old, commit->root.fd, "pyvenv.cfg", "bin", err);
	if (rc < 0)
		return rc;
	if (remove_marked(commit, old, OLD) < 0)
		return fail(commit, errno, "removing", OLD, err);
	return 0;
}

static int remove_all(struct vb_commit *commit, struct vb_err *err)
{
	const char *const *names;
	int rc = list_entries(commit, commit->root.fd, "bin", "pyvenv.cfg", &names, err);

	for (; rc == 0 && *names; names++)
		rc = vb_fsat_remove_tree(commit->root.fd, *names, err);
	return rc < 0 ? vb_err_wrap(err, "'%s'", commit->target.path) : 0;
}

/* Whether NAME is there and a run of our user made it here. */
static int is_marked(
	struct vb_commit *commit, const char *name, bool *ret_marked, struct vb_err *err)
{
	vb_auto_fd fd =
		openat(commit->root.fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	*ret_marked = false;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return fail(commit, errno, "opening", name, err);
	if (st.st_uid != geteuid())
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' is what an interrupted run of %s left: it must be finished by "
			"running venvb as that user",
			commit->target.path, name, vb_target_owner(commit->run->arena, st.st_uid));
	*ret_marked = has_mark(commit, fd);
	/* Without a mark it is one that was just made, or that is just being removed. */
	if (!*ret_marked && remove_marked(commit, fd, name) < 0)
		return vb_err_set(err, VB_EFAIL,
			"'%s/%s' was not left here by venvb, which uses that name; move it away",
			commit->target.path, name);
	return 0;
}

/* From either state back to the old environment. */
static int restore(struct vb_commit *commit, struct vb_err *err)
{
	bool is_out, is_old;
	int rc = is_marked(commit, OUT, &is_out, err);

	if (rc == 0 && is_out) {
		rc = remove_all(commit, err);
		/* From here on what lies beside it is old again, and must not be removed. */
		if (rc == 0 && renameat(commit->root.fd, OUT, commit->root.fd, OLD) < 0)
			rc = fail(commit, errno, "renaming", OUT, err);
	}
	if (rc == 0)
		rc = is_marked(commit, OLD, &is_old, err);
	if (rc == 0 && is_old)
		rc = put_back(commit, err);
	return rc;
}

int vb_inside_recover(struct vb_commit *commit, struct vb_err *err)
{
	int rc = restore(commit, err);

	if (rc == 0)
		rc = vb_commit_keep_lost(commit, NEW, err);
	if (rc == 0)
		rc = vb_commit_remove_leftover(commit, commit->root.fd, NEW, err);
	if (rc == 0)
		rc = vb_commit_remove_leftover(commit, commit->root.fd, GONE, err);
	return rc;
}

static int write_inside(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_fd fd = vb_commit_make_dir(commit->root.fd, NEW, 0700, err);

	if (fd < 0)
		return vb_err_wrap(err, "'%s'", commit->target.path);
	commit->progress = VB_STAGED;
	return vb_commit_fill(commit, fd, NULL, err);
}

static int publish_inside(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_err second = VB_ERR_INIT;
	int rc = move_out(commit, err);

	if (rc == 0 && renameat(commit->root.fd, OLD, commit->root.fd, OUT) < 0)
		rc = fail(commit, errno, "renaming", OLD, err);
	if (rc == 0)
		rc = move_in(commit, err);
	if (rc < 0 && restore(commit, &second) < 0)
		rc = vb_err_wrap(err,
			"the old environment could not be put back yet (%s), the "
			"next run tries again",
			second.msg);
	return rc;
}

static int undo_inside(struct vb_commit *commit, struct vb_err *err)
{
	return restore(commit, err);
}

static int remove_new(int fd, const char *name, int unused)
{
	(void)unused;
	if (is_own(name) || !strcmp(name, "pyvenv.cfg"))
		return 0;
	return vb_rescue_remove(fd, name) < 0 ? -1 : 1;
}

static int move_old(int fd, const char *name, int to)
{
	if (is_own(name) || !strcmp(name, "bin"))
		return 0;
	return vb_move_rename(fd, name, to, name) < 0 ? -1 : 1;
}

static int move_one(int from, const char *name, int to)
{
	return vb_move_rename(from, name, to, name) < 0 && errno != ENOENT ? -1 : 0;
}

static int take_new_away(int root)
{
	return vb_rescue_remove(root, "bin") < 0 || vb_rescue_each(root, remove_new, -1) < 0 ||
			       vb_rescue_remove(root, "pyvenv.cfg") < 0 ||
			       renameat(root, OUT, root, OLD) < 0
		       ? -1
		       : 0;
}

/* As `restore` does it, from either state. What cannot be renamed is for the next run. */
static int take_back_inside(const struct vb_commit *commit)
{
	int root = commit->root.fd;
	vb_auto_fd old = -1;

	if (faccessat(root, OUT, F_OK, AT_SYMLINK_NOFOLLOW) == 0 && take_new_away(root) < 0)
		return -1;
	old = openat(root, OLD, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (old < 0 && errno == ENOENT)
		return 0;
	if (old < 0 || move_one(old, "pyvenv.cfg", root) < 0 ||
		vb_rescue_each(old, move_old, root) < 0 || move_one(old, "bin", root) < 0)
		return -1;
	return remove_marked(commit, old, OLD);
}

static int wipe_inside(const struct vb_commit *commit)
{
	int gone = vb_rescue_remove(commit->root.fd, GONE);

	return vb_rescue_remove(commit->root.fd, NEW) < 0 ? -1 : gone;
}

static int finish_inside(struct vb_commit *commit, struct vb_err *err)
{
	if (renameat(commit->root.fd, OUT, commit->root.fd, GONE) < 0)
		return fail(commit, errno, "renaming", OUT, err);
	vb_commit_only_deletes(commit, commit->way);
	vb_commit_discard(commit, commit->root.fd, GONE);
	vb_commit_discard(commit, commit->root.fd, NEW);
	return 0;
}

/* As clearing does it, with nothing to move in. */
int vb_inside_empty(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_err second = VB_ERR_INIT;
	int rc;

	vb_interrupt_hold();
	commit->way = &vb_way_inside;
	commit->progress = VB_PUBLISHING;
	rc = move_out(commit, err);
	if (rc == 0 && renameat(commit->root.fd, OLD, commit->root.fd, GONE) < 0)
		rc = fail(commit, errno, "renaming", OLD, err);
	if (rc == 0)
		vb_commit_only_deletes(commit, &vb_way_inside);
	if (rc < 0 && restore(commit, &second) < 0)
		rc = vb_err_wrap(err, "it could not be put back yet (%s), the next run tries again",
			second.msg);
	if (rc < 0)
		commit->progress = VB_BEGUN;
	vb_interrupt_release();
	if (rc == 0)
		rc = vb_fsat_remove_tree(commit->root.fd, GONE, err);
	return rc;
}

static void drop_inside(struct vb_commit *commit)
{
	vb_commit_discard(commit, commit->root.fd, NEW);
}

const struct vb_way vb_way_inside = {
	.name = "inside the target",
	.write = write_inside,
	.publish = publish_inside,
	.undo = undo_inside,
	.finish = finish_inside,
	.drop = drop_inside,
	.take_back = take_back_inside,
	.wipe = wipe_inside,
};
