/* SPDX-License-Identifier: MIT */
/*
 * From nodes to files. A directory is opened when something is to be made in it, and stays open
 * as long as the plan's order stays below it.
 */
#include "core/writer.h"

#include "core/descent.h"
#include "core/fsat.h"
#include "core/image.h"
#include "core/interrupt.h"
#include "core/plan.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>

enum { COPY_CHUNK = 1 << 30 };

struct writer {
	struct vb_run *run;
	struct vb_descent descent;
	struct vb_linker linker;
};

/* Made already only where an image has the same directory. */
static int write_dir(int dirfd, const char *name, const struct vb_node *node, struct vb_err *err)
{
	if (mkdirat(dirfd, name, 0777) == 0 || errno == EEXIST)
		return 0;
	return vb_err_sys(err, errno, "making directory '%s'", node->path);
}

static int create(int dirfd, const char *name, mode_t mode, const char *path, struct vb_err *err)
{
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	return fd >= 0 ? fd : vb_err_sys(err, errno, "writing '%s'", path);
}

/* Closes what RC came from: a full disk may be noticed as late as here. */
static int finish(int fd, int rc, const char *path, struct vb_err *err)
{
	if (close(fd) < 0 && errno != EINTR && rc == 0)
		return vb_err_sys(err, errno, "writing '%s'", path);
	return rc;
}

static int write_file(int dirfd, const char *name, const struct vb_node *node, struct vb_err *err)
{
	static const mode_t modes[] = {
		[VB_PLAIN] = 0666, [VB_EXECUTABLE] = 0777, [VB_PRIVATE] = 0600};
	int fd = create(dirfd, name, modes[node->access], node->path, err);

	if (fd < 0)
		return fd;
	return finish(
		fd, vb_fsat_write_all(fd, node->path, node->data, node->len, err), node->path, err);
}

static int write_link(int dirfd, const char *name, const struct vb_node *node, struct vb_err *err)
{
	if (symlinkat(node->data, dirfd, name) == 0)
		return 0;
	return vb_err_sys(err, errno, "making the link '%s'", node->path);
}

/* Where the kernel cannot copy between these two files. */
static int copy_by_hand(int from, int to, const char *name, struct vb_err *err)
{
	vb_auto_free char *chunk = malloc(1 << 16);

	if (!chunk)
		vb_oom();
	for (;;) {
		ssize_t got = read(from, chunk, 1 << 16);
		int rc;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading '%s'", name);
		if (!got)
			return 0;
		rc = vb_fsat_write_all(to, name, chunk, (size_t)got, err);
		if (rc < 0)
			return rc;
	}
}

static int copy_bytes(int from, int to, const char *name, struct vb_err *err)
{
	bool some = false;

	for (;;) {
		ssize_t put = copy_file_range(from, NULL, to, NULL, COPY_CHUNK, 0);

		if (put < 0 && errno == EINTR)
			continue;
		if (put > 0) {
			some = true;
			continue;
		}
		if (put == 0 && some)
			return 0;
		/* Files of /proc claim to be empty, and some file systems refuse. */
		if (put == 0 || errno == EXDEV || errno == EINVAL || errno == ENOSYS ||
			errno == EOPNOTSUPP || errno == EPERM || errno == EBADF)
			return copy_by_hand(from, to, name, err);
		return vb_err_sys(err, errno, "copying '%s'", name);
	}
}

static int write_copy(int dirfd, const char *name, const struct vb_node *node, struct vb_err *err)
{
	vb_auto_fd from = open(node->data, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int to;

	if (from < 0 || fstat(from, &st) < 0)
		return vb_err_sys(err, errno, "opening '%s'", node->data);
	if (!S_ISREG(st.st_mode))
		return vb_err_set(err, VB_EFAIL, "copying '%s': not a regular file", node->data);
	to = create(dirfd, name, st.st_mode & 0111 ? 0777 : 0666, node->path, err);
	if (to < 0)
		return to;
	return finish(to, copy_bytes(from, to, node->path, err), node->path, err);
}

static int write_image(struct writer *writer, const struct vb_node *node, struct vb_err *err)
{
	const struct vb_image_part parts[] = {
		{.image = node->package->image, .hidden_by = node->package->hidden_by},
		{.image = node->package->bytecode, .is_bytecode = true},
	};
	int fd = vb_descent_enter(&writer->descent, node->path, strlen(node->path), err), rc = 0;

	if (fd < 0)
		return fd;
	for (size_t i = 0; rc == 0 && i < VB_COUNT(parts); i++)
		if (parts[i].image)
			rc = vb_image_lay_out(writer->run, &parts[i], fd, &writer->linker, err);
	return rc < 0 ? vb_err_wrap(err, "package '%s'", node->package->name) : 0;
}

static int write_node(struct writer *writer, const struct vb_node *node, struct vb_err *err)
{
	static int (*const writers[])(
		int dirfd, const char *name, const struct vb_node *node, struct vb_err *err) = {
		[VB_DIR] = write_dir,
		[VB_FILE] = write_file,
		[VB_LINK] = write_link,
		[VB_COPY] = write_copy,
	};
	const char *name;
	int fd;

	if (node->kind == VB_IMAGE)
		return write_image(writer, node, err);
	fd = vb_descent_enter_parent(&writer->descent, node->path, &name, err);
	return fd < 0 ? fd : writers[node->kind](fd, name, node, err);
}

int vb_writer_write(struct vb_run *run, int root_fd, const bool *skip, struct vb_err *err)
{
	struct writer writer = {.run = run, .linker = {.mode = run->request.link_mode}};
	const struct vb_node *node;
	int rc = 0;

	vb_descent_init(&writer.descent, root_fd);
	for (size_t i = 0; rc == 0 && (node = vb_plan_visit(run->plan, i)); i++) {
		vb_log_progress(run->log, "writing", i, vb_plan_count(run->plan));
		rc = vb_interrupt_check(err);
		if (rc == 0 && !(skip && skip[i]))
			rc = write_node(&writer, node, err);
	}
	vb_descent_done(&writer.descent);
	return rc;
}
