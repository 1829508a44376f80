/* SPDX-License-Identifier: MIT */
/*
 * The receipt, venvb-receipt.json at the root of an environment: what was asked for, of which
 * interpreter and with which plugins, every file that was added singly with who added it, and
 * every package once (its files are in its RECORD). It holds no time, so the same request gives
 * the same bytes. The prompt and the variables of the activation stand in it as they do in the
 * activation scripts, which anybody may read who may read the receipt.
 */
#ifndef VB_RECEIPT_H
#define VB_RECEIPT_H

#include "core/plan.h"

#define VB_RECEIPT_NAME "venvb-receipt.json"

struct vb_actor;
struct vb_run;

/* Plans the file; it is rendered when the plan closes. */
int vb_receipt_plan(struct vb_run *run, const struct vb_actor *who, struct vb_err *err);

struct vb_receipt_file {
	const char *path; /* valid by vb_plan_path_fault */
	const char *kind; /* "file", "link", "copy", "dir" */
	const char *by;
};
struct vb_receipt_package {
	const char *name, *version, *sha256, *root, *dist_info, *by;
};
struct vb_receipt {
	const char *prompt; /* NULL when it does not say */
	const struct vb_var *vars; /* of the activation; who set them is not said */
	size_t var_count;
	const struct vb_receipt_file *files;
	size_t file_count;
	const struct vb_receipt_package *packages;
	size_t package_count;
};

/*
 * Reads the receipt below DIRFD into the arena. Returns 1 when there is none. What it says comes
 * from the disk: entries whose paths are not safe are left out.
 */
int vb_receipt_read(struct vb_arena *arena, int dirfd, struct vb_receipt *ret_receipt,
	struct vb_err *err);

#endif
