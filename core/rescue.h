/* SPDX-License-Identifier: MIT */
/*
 * What the handler of a signal may do to files: system calls alone, over a stack of a known size,
 * no memory, no messages. Everybody else uses fsat.h and move.h. Each returns 0, or -1 and errno.
 */
#ifndef VB_RESCUE_H
#define VB_RESCUE_H

#include "core/base.h"

/* How deep a tree may be that is removed; each level takes about 2.5 KiB of stack. */
enum { VB_RESCUE_DEPTH = 100 };

/* Removes NAME and all below it: no link followed, no mount entered. Gone already is success. */
int vb_rescue_remove(int dirfd, const char *name);

/* Of one entry: 1 when it is gone now, 0 to leave it, -1 when it could not be done. */
typedef int vb_rescue_fn(int fd, const char *name, int other_fd);
/* Visits the entries of FD, again as long as that makes any of them go. */
int vb_rescue_each(int fd, vb_rescue_fn *visit, int other_fd);

/* A descriptor of the directory that holds PATH, for the caller to close; no link is followed. */
int vb_rescue_open_parent(int root_fd, const char *path, const char **ret_name);

#endif
