/* SPDX-License-Identifier: MIT */
/*
 * Moving an entry from one directory of a file system to another, never over anything. Where a
 * directory cannot be renamed (EXDEV: a lower layer of overlayfs), or is there already, it is made
 * on the other side with owner, mode and times, and its entries are moved one by one; so moving
 * what is half moved goes on, in either direction.
 */
#ifndef VB_MOVE_H
#define VB_MOVE_H

#include "core/arena.h"
#include "core/err.h"

int vb_move(struct vb_arena *arena, int from_fd, const char *name, int to_fd, struct vb_err *err);
/* A rename over nothing, also where the kernel or file system cannot promise that: 0 or -1 and
 * errno, EEXIST when something is there. */
int vb_move_rename(int from_fd, const char *from, int to_fd, const char *to);

#endif
