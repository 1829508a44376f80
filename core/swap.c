/* SPDX-License-Identifier: MIT */
/* Steps, each one or two renames, and each with its way back. */
#include "core/swap.h"

#include "core/move.h"
#include "core/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum kind {
	CAME,      /* from new; nothing was there */
	EXCHANGED, /* with new */
	REPLACED,  /* by new; what was there is in old */
	WENT,      /* to old */
};

struct vb_swap_step {
	enum kind kind;
	const char *path;
};

void vb_swap_init(struct vb_swap *swap, struct vb_arena *arena)
{
	*swap = (struct vb_swap){.arena = arena};
	vb_swap_bind(swap, -1, -1, -1);
}

void vb_swap_bind(struct vb_swap *swap, int root_fd, int new_fd, int old_fd)
{
	vb_descent_init(&swap->root, root_fd);
	vb_descent_init(&swap->new, new_fd);
	vb_descent_init(&swap->old, old_fd);
}

void vb_swap_unbind(struct vb_swap *swap)
{
	vb_descent_done(&swap->root);
	vb_descent_done(&swap->new);
	vb_descent_done(&swap->old);
}

void vb_swap_done(struct vb_swap *swap)
{
	swap->steps = NULL;
	swap->count = swap->room = 0;
}

/* Room for the next step, which then can be noted when it is taken, whatever happens. */
static void prepare(struct vb_swap *swap, const char *path)
{
	swap->steps = vb_arena_grow(
		swap->arena, swap->steps, swap->count, &swap->room, sizeof(*swap->steps));
	swap->steps[swap->count].path = vb_arena_str(swap->arena, path);
}

static void note(struct vb_swap *swap, enum kind kind)
{
	swap->steps[swap->count++].kind = kind;
}

static int fail(int sys, const char *path, struct vb_err *err)
{
	return vb_err_sys(err, sys, "replacing '%s'", path);
}

/* Over what is at PATH, on a file system that cannot exchange. */
static int replace(struct vb_swap *swap, int new, int root, const char *path, struct vb_err *err)
{
	const char *name;
	int old = vb_descent_make_parent(&swap->old, path, &name, err);

	if (old < 0)
		return old;
	/* A second name first, so that there is no moment without the file. */
	if (linkat(root, name, old, name, 0) < 0 && renameat(root, name, old, name) < 0)
		return fail(errno, path, err);
	note(swap, REPLACED);
	return renameat(new, name, root, name) < 0 ? fail(errno, path, err) : 0;
}

static int exchange(struct vb_swap *swap, int new, int root, const char *path, struct vb_err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	if (renameat2(new, name, root, name, RENAME_EXCHANGE) == 0) {
		note(swap, EXCHANGED);
		return 0;
	}
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return fail(errno, path, err);
	return replace(swap, new, root, path, err);
}

int vb_swap_in(struct vb_swap *swap, const char *path, struct vb_err *err)
{
	const char *name;
	int new = vb_descent_enter_parent(&swap->new, path, &name, err);
	int root = new < 0 ? new : vb_descent_enter_parent(&swap->root, path, &name, err);
	struct stat new_stat, root_stat;
	int rc;

	if (root < 0)
		return root;
	prepare(swap, path);
	if (vb_move_rename(new, name, root, name) == 0) {
		note(swap, CAME);
		return 0;
	}
	if (errno != EEXIST)
		return fail(errno, path, err);
	if (fstatat(new, name, &new_stat, AT_SYMLINK_NOFOLLOW) < 0 ||
		fstatat(root, name, &root_stat, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(errno, path, err);
	if (S_ISDIR(new_stat.st_mode) && S_ISDIR(root_stat.st_mode))
		return 1;
	if (S_ISDIR(root_stat.st_mode))
		return fail(EISDIR, path, err);
	if (!S_ISDIR(new_stat.st_mode))
		return exchange(swap, new, root, path, err);
	rc = vb_swap_out(swap, path, err);
	return rc < 0 ? rc : vb_swap_in(swap, path, err);
}

int vb_swap_out(struct vb_swap *swap, const char *path, struct vb_err *err)
{
	const char *name;
	int root = vb_descent_enter_parent(&swap->root, path, &name, err);
	struct stat st;
	int old;

	if (root < 0 && (err->sys == ENOENT || err->sys == ENOTDIR || err->sys == ELOOP)) {
		vb_err_done(err);
		return 0;
	}
	if (root < 0)
		return root;
	if (fstatat(root, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : vb_err_sys(err, errno, "removing '%s'", path);
	if (S_ISDIR(st.st_mode))
		return 0;
	old = vb_descent_make_parent(&swap->old, path, &name, err);
	if (old < 0)
		return old;
	prepare(swap, path);
	if (vb_move_rename(root, name, old, name) < 0)
		return vb_err_sys(err, errno, "removing '%s'", path);
	note(swap, WENT);
	return 0;
}

/* The system calls behind the way back; errno tells why one failed. */
static int take_back(enum kind kind, int root, int other, const char *name)
{
	switch (kind) {
	case CAME:
		return vb_move_rename(root, name, other, name);
	case EXCHANGED:
		return renameat2(other, name, root, name, RENAME_EXCHANGE);
	case REPLACED:
		return renameat(other, name, root, name);
	case WENT:
		return vb_move_rename(other, name, root, name);
	}
	return 0;
}

/* Where the other end of the way back is; else it is in new. */
static bool is_in_old(const struct vb_swap_step *step)
{
	return step->kind == REPLACED || step->kind == WENT;
}

static int go_back(struct vb_swap *swap, const struct vb_swap_step *step, struct vb_err *err)
{
	const char *name;
	int root = vb_descent_enter_parent(&swap->root, step->path, &name, err);
	int other = root < 0 ? root
			     : vb_descent_enter_parent(is_in_old(step) ? &swap->old : &swap->new,
				       step->path, &name, err);

	if (other < 0)
		return other;
	if (take_back(step->kind, root, other, name) < 0)
		return vb_err_sys(err, errno, "putting '%s' back", step->path);
	return 0;
}

int vb_swap_back(struct vb_swap *swap, struct vb_err *err)
{
	int rc = 0;

	while (swap->count) {
		vb_auto_err further = VB_ERR_INIT;
		struct vb_err *to = rc ? &further : err;
		int failed;

		/* What was a directory then may be another now. */
		vb_descent_leave(&swap->root);
		vb_descent_leave(&swap->new);
		vb_descent_leave(&swap->old);
		failed = go_back(swap, &swap->steps[swap->count - 1], to);
		swap->count--;
		if (!rc)
			rc = failed;
	}
	return rc;
}

int vb_swap_take_back(const struct vb_swap *swap, struct vb_swap_dirs dirs)
{
	int rc = 0;

	for (size_t i = swap->count; i-- > 0;) {
		const struct vb_swap_step *step = &swap->steps[i];
		const char *name;
		vb_auto_fd root = vb_rescue_open_parent(dirs.root, step->path, &name);
		vb_auto_fd other = vb_rescue_open_parent(
			is_in_old(step) ? dirs.old : dirs.new, step->path, &name);

		if (root < 0 || other < 0 || take_back(step->kind, root, other, name) < 0)
			rc = -1;
	}
	return rc;
}
