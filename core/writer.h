/* SPDX-License-Identifier: MIT */
/*
 * Writing a closed plan below an open, empty directory: in the plan's order, in one pass. All
 * ways of committing share it.
 */
#ifndef VB_WRITER_H
#define VB_WRITER_H

#include "core/err.h"

struct vb_run;

/* The message names the path in the environment. What was written so far stays: the caller
 * removes its staging directory whole. */
int vb_writer_write(struct vb_run *run, int root_fd, struct vb_err *err);
/* The same without the nodes for which SKIP (vb_plan_count of them, in their order) is true. */
int vb_writer_write_some(struct vb_run *run, int root_fd, const bool *skip, struct vb_err *err);

#endif
