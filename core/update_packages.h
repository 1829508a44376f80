/* SPDX-License-Identifier: MIT */
/* The packages of an update: which of the planned ones are there and stay. For update.c. */
#ifndef VB_UPDATE_PACKAGES_H
#define VB_UPDATE_PACKAGES_H

#include "core/commit_way.h"
#include "core/update.h"

struct vb_receipt;

/* Marks the nodes of packages that stay to be skipped, and notes what goes with those that are
 * replaced, and with those of the lock of the old RECEIPT that the plan's lock has no more. */
int vb_update_packages(struct vb_commit *commit, struct vb_update *update,
	const struct vb_receipt *receipt, struct vb_err *err);
/* The files of all packages that the environment has, of all interpreters; and of these the ones
 * of packages that are planned too, which may be replaced. */
struct vb_claims {
	struct vb_path_set all, kin;
};
int vb_update_add_claims(struct vb_commit *commit, struct vb_claims *claims, struct vb_err *err);
/* Whether the last component of PATH, or one above it, is a .dist-info directory. */
bool vb_update_is_metadata(const char *path);

#endif
