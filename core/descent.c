/* SPDX-License-Identifier: MIT */
/* Going down a tree, one open directory a level. */
#include "core/descent.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

void vb_descent_init(struct vb_descent *descent, int root_fd)
{
	*descent = (struct vb_descent){.root_fd = root_fd, .path = VB_BUF_INIT};
}

static void leave(struct vb_descent *descent)
{
	close(descent->levels[--descent->depth].fd);
	vb_buf_truncate(
		&descent->path, descent->depth ? descent->levels[descent->depth - 1].len : 0);
}

void vb_descent_leave(struct vb_descent *descent)
{
	while (descent->depth)
		leave(descent);
}

void vb_descent_done(struct vb_descent *descent)
{
	vb_descent_leave(descent);
	free(descent->levels);
	vb_buf_done(&descent->path);
}

static int top(const struct vb_descent *descent)
{
	return descent->depth ? descent->levels[descent->depth - 1].fd : descent->root_fd;
}

/* Whether the directory on top is DIR or above it. */
static bool is_on_the_way(const struct vb_descent *descent, const char *dir, size_t len)
{
	size_t here = descent->path.len;

	return here <= len && !memcmp(descent->path.data, dir, here) &&
	       (!here || here == len || dir[here] == '/');
}

static void push(struct vb_descent *descent, int fd)
{
	if (descent->depth == descent->room) {
		descent->room = descent->room ? descent->room * 2 : 8;
		descent->levels =
			reallocarray(descent->levels, descent->room, sizeof(*descent->levels));
		if (!descent->levels)
			vb_oom();
	}
	descent->levels[descent->depth].fd = fd;
	descent->levels[descent->depth++].len = descent->path.len;
}

/* NAME is the last component of the path, which is one further than the stack. */
static int open_next(
	const struct vb_descent *descent, const char *name, bool make, struct vb_err *err)
{
	int fd;

	if (make && mkdirat(top(descent), name, 0777) < 0 && errno != EEXIST)
		return vb_err_sys(err, errno, "making directory '%s'", descent->path.data);
	fd = openat(top(descent), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 ? fd : vb_err_sys(err, errno, "opening directory '%s'", descent->path.data);
}

static int enter(
	struct vb_descent *descent, const char *dir, size_t len, bool make, struct vb_err *err)
{
	while (!is_on_the_way(descent, dir, len))
		leave(descent);
	while (descent->path.len < len) {
		size_t here = descent->path.len, start = here + (here ? 1 : 0);
		const char *end = memchr(dir + start, '/', len - start);
		int fd;

		vb_buf_add(&descent->path, dir + here, (end ? (size_t)(end - dir) : len) - here);
		fd = open_next(descent, descent->path.data + start, make, err);
		if (fd < 0) {
			vb_buf_truncate(&descent->path, here);
			return fd;
		}
		push(descent, fd);
	}
	return top(descent);
}

int vb_descent_enter(struct vb_descent *descent, const char *dir, size_t len, struct vb_err *err)
{
	return enter(descent, dir, len, false, err);
}

static int enter_parent(struct vb_descent *descent, const char *path, bool make,
	const char **ret_name, struct vb_err *err)
{
	const char *slash = strrchr(path, '/');
	int fd = enter(descent, path, slash ? (size_t)(slash - path) : 0, make, err);

	if (fd >= 0)
		*ret_name = slash ? slash + 1 : path;
	return fd;
}

int vb_descent_enter_parent(
	struct vb_descent *descent, const char *path, const char **ret_name, struct vb_err *err)
{
	return enter_parent(descent, path, false, ret_name, err);
}

int vb_descent_make_parent(
	struct vb_descent *descent, const char *path, const char **ret_name, struct vb_err *err)
{
	return enter_parent(descent, path, true, ret_name, err);
}
