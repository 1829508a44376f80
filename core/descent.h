/* SPDX-License-Identifier: MIT */
/*
 * A stack of open directories below a root: the way down to the directory that is being worked
 * in. Going from one directory to the next opens only what the two do not share, component by
 * component, and follows no link. In the order of a plan that is each directory once.
 */
#ifndef VB_DESCENT_H
#define VB_DESCENT_H

#include "core/buf.h"
#include "core/err.h"

struct vb_descent {
	int root_fd;        /* the caller's */
	struct vb_buf path; /* of the directory on top, relative to the root; "" is the root */
	struct {
		int fd;
		size_t len; /* of its path */
	} * levels;
	size_t depth, room;
};

void vb_descent_init(struct vb_descent *descent, int root_fd);
void vb_descent_done(struct vb_descent *descent);
/* Back at the root, nothing else open: for when directories were renamed under the stack. */
void vb_descent_leave(struct vb_descent *descent);
#define vb_auto_descent __attribute__((cleanup(vb_descent_done))) struct vb_descent

/*
 * The descriptor of the directory DIR (LEN bytes of a path that vb_plan_path_fault finds nothing
 * wrong with; 0: the root), which stays the stack's; or a negative code. err->sys is ENOENT when
 * it does not exist, ENOTDIR or ELOOP when it is something else.
 */
int vb_descent_enter(struct vb_descent *descent, const char *dir, size_t len, struct vb_err *err);
/* The directory that holds PATH, and behind its last slash the name in it. */
int vb_descent_enter_parent(
	struct vb_descent *descent, const char *path, const char **ret_name, struct vb_err *err);
/* As before, with directories that are missing made with MODE less the umask. */
int vb_descent_make_parent(
	struct vb_descent *descent, const char *path, const char **ret_name, struct vb_err *err);

#endif
