/* SPDX-License-Identifier: MIT */
/*
 * Writing a closed plan below an open, empty directory: in the plan's order, in one pass. All
 * ways of committing share it.
 */
#ifndef VB_WRITER_H
#define VB_WRITER_H

#include "core/err.h"

struct vb_run;

/*
 * Writes the nodes below ROOT_FD, but those for which SKIP (vb_plan_count of them, in their order;
 * or NULL) is true. The message names the path in the environment. What was written so far stays:
 * the caller removes its staging directory whole.
 */
int vb_writer_write(struct vb_run *run, int root_fd, const bool *skip, struct vb_err *err);

#endif
