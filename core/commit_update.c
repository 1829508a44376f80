/* SPDX-License-Identifier: MIT */
/*
 * In place: what is planned is staged in `.venvb-new/new` inside the environment, and swapped in
 * entry by entry; what goes ends in `.venvb-new/old`. Behind everything else come the metadata
 * of packages that are replaced, then pyvenv.cfg, then the names of the interpreter. The receipt
 * is last: as long as the old one is there, a run after a dead one knows what is still to go.
 */
#include "core/commit_way.h"

#include "core/fsat.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/receipt.h"
#include "core/rescue.h"
#include "core/run.h"
#include "core/update.h"
#include "core/update_packages.h"

#include <errno.h>
#include <fcntl.h>

#define NEW VB_OWN_PREFIX "new"

/* Paths that come last, and where in that order. */
enum turn { FIRST, METADATA, CONFIGURATION, INTERPRETER, RECEIPT, TURNS };

struct swapping {
	struct vb_commit *commit;
	struct vb_update *update;
	int new_fd, old_fd;
	bool has_scripts;                  /* the directory of scripts is there already */
	struct vb_path_set waiting[TURNS]; /* for their turn */
};

static int open_staging(
	const struct vb_commit *commit, struct swapping *swapping, struct vb_err *err)
{
	vb_auto_fd fd = vb_fsat_open_dir(commit->root.fd, NEW, err);

	if (fd < 0)
		return fd;
	swapping->new_fd = vb_fsat_open_dir(fd, "new", err);
	swapping->old_fd = swapping->new_fd < 0 ? -1 : vb_fsat_open_dir(fd, "old", err);
	return swapping->new_fd < 0   ? swapping->new_fd
	       : swapping->old_fd < 0 ? swapping->old_fd
				      : 0;
}

static void close_staging(struct swapping *swapping)
{
	vb_close_fd(&swapping->new_fd);
	vb_close_fd(&swapping->old_fd);
}

static int make_staging(struct vb_commit *commit, struct swapping *swapping, struct vb_err *err)
{
	vb_auto_fd fd = vb_commit_make_dir(commit->root.fd, NEW, 0700, err);

	if (fd < 0)
		return vb_err_wrap(err, "'%s'", commit->target.path);
	commit->progress = VB_STAGED;
	if (mkdirat(fd, "new", 0777) < 0 || mkdirat(fd, "old", 0777) < 0)
		return vb_err_sys(
			err, errno, "'%s': making directory '%s'", commit->target.path, NEW);
	return open_staging(commit, swapping, err);
}

static int write_update(struct vb_commit *commit, struct vb_err *err)
{
	struct vb_update *update = vb_arena_one(commit->run->arena, struct vb_update);
	struct swapping swapping = {.commit = commit, .new_fd = -1, .old_fd = -1};
	int rc = vb_update_decide(commit, update, err);

	if (rc < 0)
		return rc;
	commit->update = update;
	vb_swap_init(&update->swap, commit->run->arena);
	rc = make_staging(commit, &swapping, err);
	if (rc == 0)
		rc = vb_commit_fill(commit, swapping.new_fd, update->skip, err);
	close_staging(&swapping);
	return rc;
}

static bool is_interpreter(const struct vb_interp *interp, const char *path)
{
	size_t len = strlen(interp->scripts);
	const char *name;

	if (!vb_path_is_within(path, interp->scripts) || !path[len])
		return false;
	name = path + len + 1;
	if (!strncmp(name, "python", strlen("python")))
		return true;
	for (size_t i = 0; interp->names && interp->names[i]; i++)
		if (!strcmp(name, interp->names[i]))
			return true;
	return false;
}

static enum turn turn_of(struct swapping *swapping, const char *path)
{
	const struct vb_interp *interp = swapping->commit->run->interp;

	if (vb_path_set_has(&swapping->update->infos, path))
		return METADATA;
	if (!strcmp(path, "pyvenv.cfg"))
		return CONFIGURATION;
	if (!strcmp(path, VB_RECEIPT_NAME))
		return RECEIPT;
	if (is_interpreter(interp, path) ||
		(!swapping->has_scripts && !strcmp(path, interp->scripts)))
		return INTERPRETER;
	return FIRST;
}

static int swap_entries(
	struct swapping *swapping, const char *dir, enum turn now, struct vb_err *err);

/* PATH, when its turn is not later than NOW; else it waits. */
static int swap_path(struct swapping *swapping, const char *path, enum turn now, struct vb_err *err)
{
	enum turn turn = turn_of(swapping, path);
	int rc;

	if (turn > now) {
		vb_path_set_add(&swapping->waiting[turn], path);
		return 0;
	}
	rc = vb_swap_in(&swapping->update->swap, path, err);
	return rc == 1 ? swap_entries(swapping, path, now, err) : rc;
}

static int swap_entries(
	struct swapping *swapping, const char *dir, enum turn now, struct vb_err *err)
{
	struct vb_arena *arena = swapping->commit->run->arena;
	struct vb_descent *new = &swapping->update->swap.new;
	int fd = vb_descent_enter(new, dir, strlen(dir), err);
	const char *const *names;
	int rc = fd < 0 ? fd : vb_fsat_list(arena, fd, dir, &names, NULL, err);

	for (; rc == 0 && *names; names++)
		rc = swap_path(swapping, vb_path_join(arena, dir, *names), now, err);
	return rc;
}

/* Retired files that nothing new replaces; those that are planned and the same already stay. */
static bool is_staged(const struct swapping *swapping, const char *path)
{
	struct stat st;

	return vb_plan_find(swapping->commit->run->plan, path) ||
	       fstatat(swapping->new_fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void find_retired(struct swapping *swapping, struct vb_path_set *going)
{
	const char *path;

	for (size_t i = 0; (path = vb_path_set_at(&swapping->update->retired, i)); i++)
		if (!is_staged(swapping, path))
			vb_path_set_add(going, path);
}

/* The list of a package's files goes last: while it is there, the next run knows what is left. */
static int rank(const char *path)
{
	if (!vb_update_is_metadata(path))
		return 0;
	return strcmp(vb_path_base(path), "RECORD") ? 1 : 2;
}

static int swap_out_all(struct swapping *swapping, struct vb_path_set *going, struct vb_err *err)
{
	const char *path;
	int rc = 0;

	for (int now = 0; now <= 2; now++)
		for (size_t i = 0; rc == 0 && (path = vb_path_set_at(going, i)); i++)
			if (rank(path) == now)
				rc = vb_swap_out(&swapping->update->swap, path, err);
	return rc;
}

static int swap_turn(struct swapping *swapping, enum turn turn, struct vb_err *err)
{
	struct vb_path_set *waiting = &swapping->waiting[turn];
	const char *path;
	int rc = 0;

	for (size_t i = 0; rc == 0 && (path = vb_path_set_at(waiting, i)); i++)
		rc = swap_path(swapping, path, RECEIPT, err);
	return rc;
}

static int swap_all(struct swapping *swapping, struct vb_err *err)
{
	struct vb_arena *arena = swapping->commit->run->arena;
	struct vb_path_set going;
	int rc;

	vb_path_set_init(&going, arena);
	for (int turn = FIRST; turn < TURNS; turn++)
		vb_path_set_init(&swapping->waiting[turn], arena);
	find_retired(swapping, &going);
	rc = swap_entries(swapping, "", FIRST, err);
	if (rc == 0)
		rc = swap_turn(swapping, METADATA, err);
	if (rc == 0)
		rc = swap_out_all(swapping, &going, err);
	if (rc == 0)
		rc = swap_turn(swapping, CONFIGURATION, err);
	if (rc == 0)
		rc = swap_turn(swapping, INTERPRETER, err);
	if (rc == 0)
		rc = swap_out_all(swapping, &swapping->update->obsolete, err);
	if (rc == 0)
		rc = swap_turn(swapping, RECEIPT, err);
	for (size_t i = 0; i < going.count; i++)
		vb_path_set_add(&swapping->update->obsolete, going.paths[i]);
	return rc;
}

static void bind(struct swapping *swapping)
{
	vb_swap_bind(&swapping->update->swap, swapping->commit->root.fd, swapping->new_fd,
		swapping->old_fd);
}

/* Staging holds the only copy of what is not back. */
static int set_aside(struct vb_commit *commit, struct vb_err *err)
{
	char kept[VB_LOST_ROOM];

	commit->progress = VB_BEGUN;
	if (vb_commit_set_aside(commit->root.fd, NEW, kept) == 0)
		return vb_err_wrap(
			err, "what was there before is in '%s/%s'", commit->target.path, kept);
	return vb_err_wrap(err, "what was there before is in '%s/%s', which must be moved away",
		commit->target.path, NEW);
}

static int swap_back(struct swapping *swapping, struct vb_err *err)
{
	int rc = vb_swap_back(&swapping->update->swap, err);

	return rc < 0 ? set_aside(swapping->commit, err) : 0;
}

static int publish_update(struct vb_commit *commit, struct vb_err *err)
{
	struct swapping swapping = {
		.commit = commit, .update = commit->update, .new_fd = -1, .old_fd = -1};
	vb_auto_err second = VB_ERR_INIT;
	struct stat st;
	int rc = open_staging(commit, &swapping, err);

	swapping.has_scripts = fstatat(commit->root.fd, commit->run->interp->scripts, &st,
				       AT_SYMLINK_NOFOLLOW) == 0;
	bind(&swapping);
	if (rc == 0)
		rc = swap_all(&swapping, err);
	if (rc < 0)
		rc = vb_err_wrap(err, "'%s'", commit->target.path);
	if (rc < 0 && swap_back(&swapping, &second) < 0)
		rc = vb_err_wrap(err, "%s", second.msg);
	vb_swap_unbind(&commit->update->swap);
	close_staging(&swapping);
	return rc;
}

static int undo_update(struct vb_commit *commit, struct vb_err *err)
{
	struct swapping swapping = {
		.commit = commit, .update = commit->update, .new_fd = -1, .old_fd = -1};
	int rc = open_staging(commit, &swapping, err);

	bind(&swapping);
	rc = rc == 0 ? swap_back(&swapping, err) : set_aside(commit, err);
	vb_swap_unbind(&commit->update->swap);
	close_staging(&swapping);
	return rc;
}

static int take_back_update(const struct vb_commit *commit)
{
	int root = commit->root.fd;
	char kept[VB_LOST_ROOM];
	vb_auto_fd new = openat(root, NEW "/new", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	vb_auto_fd old = openat(root, NEW "/old", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (new >= 0 && old >= 0 &&
		vb_swap_take_back(&commit->update->swap, (struct vb_swap_dirs){root, new, old}) ==
			0)
		return 0;
	vb_commit_set_aside(root, NEW, kept);
	return -1;
}

static int wipe_update(const struct vb_commit *commit)
{
	return vb_rescue_remove(commit->root.fd, NEW);
}

static bool remove_dir(struct vb_descent *descent, const char *dir)
{
	vb_auto_err ignored = VB_ERR_INIT;
	const char *name;
	int fd = vb_descent_enter_parent(descent, dir, &name, &ignored);

	return fd >= 0 && unlinkat(fd, name, AT_REMOVEDIR) == 0;
}

/* Directories that held what went, and hold nothing now, unless they are planned. */
static void remove_hollow(struct vb_commit *commit)
{
	struct vb_path_set *gone = &commit->update->obsolete;
	vb_auto_descent descent;
	const char *path;

	vb_descent_init(&descent, commit->root.fd);
	for (size_t i = gone->count; i-- && (path = vb_path_set_at(gone, i));) {
		const char *dir = vb_path_dir(commit->run->arena, path);

		while (strcmp(dir, ".") != 0 && !vb_plan_find(commit->run->plan, dir) &&
			remove_dir(&descent, dir))
			dir = vb_path_dir(commit->run->arena, dir);
	}
}

static void drop_update(struct vb_commit *commit)
{
	if (commit->update)
		vb_swap_done(&commit->update->swap);
	vb_commit_discard(commit, commit->root.fd, NEW);
}

static int finish_update(struct vb_commit *commit, struct vb_err *err)
{
	vb_auto_err ignored = VB_ERR_INIT;

	(void)err;
	vb_commit_only_deletes(commit, commit->way);
	remove_hollow(commit);
	drop_update(commit);
	if (commit->run->request.upgrade)
		vb_update_tell_left_behind(commit, &ignored);
	return 0;
}

const struct vb_way vb_way_update = {
	.name = "in place",
	.write = write_update,
	.publish = publish_update,
	.undo = undo_update,
	.finish = finish_update,
	.drop = drop_update,
	.take_back = take_back_update,
	.wipe = wipe_update,
};
