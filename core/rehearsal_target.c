/* SPDX-License-Identifier: MIT */
/* The little environment that hooks of `after commit` find. No commit: nobody else looks there. */
#include "core/rehearsal_target.h"

#include "core/fsat.h"
#include "core/path.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const mode_t modes[] = {[VB_PLAIN] = 0666, [VB_EXECUTABLE] = 0777, [VB_PRIVATE] = 0600};

struct vb_target vb_rehearsal_target(struct vb_arena *arena, const char *sandbox)
{
	const char *parent = vb_arena_printf(arena, "%s" VB_REHEARSAL_PLACE, sandbox);

	return (struct vb_target){
		.path = vb_path_join(arena, parent, VB_REHEARSAL_NAME),
		.parent = parent,
		.name = VB_REHEARSAL_NAME,
		.state = VB_ABSENT,
	};
}

static int write_file(int fd, struct vb_plan *plan, const struct vb_node *node, struct vb_err *err)
{
	int rc = node->render ? vb_plan_render(plan, node, err) : 0;

	return rc < 0 ? rc
		      : vb_fsat_replace(
				fd, node->path, modes[node->access], node->data, node->len, err);
}

static int write_node(int fd, struct vb_plan *plan, const struct vb_node *node, struct vb_err *err)
{
	switch (node->kind) {
	case VB_DIR:
		return *node->path ? vb_fsat_make_dirs(fd, node->path, 0777, err) : 0;
	case VB_FILE:
		return write_file(fd, plan, node, err);
	case VB_LINK:
		if (symlinkat(node->data, fd, node->path) < 0 && errno != EEXIST)
			return vb_err_sys(err, errno, "making the link '%s'", node->path);
		return 0;
	case VB_COPY:
	case VB_IMAGE:
		break;
	}
	return 0;
}

int vb_rehearsal_target_write(
	const struct vb_target *target, struct vb_plan *plan, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	int rc = 0;

	if (vb_fsat_make_dirs(AT_FDCWD, target->path, 0777, err) < 0)
		return -VB_EFAIL;
	fd = vb_fsat_open_dir(AT_FDCWD, target->path, err);
	if (fd < 0)
		return fd;
	for (size_t i = 0; rc == 0 && i < vb_plan_count(plan); i++)
		rc = write_node(fd, plan, vb_plan_visit(plan, i), err);
	return rc;
}
