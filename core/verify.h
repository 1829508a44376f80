/* SPDX-License-Identifier: MIT */
/*
 * What of an environment is not as it was made: the files of its receipt, against a plan made
 * again where there is one, and the files of its packages, against their RECORDs. No link is
 * followed, so nothing outside the environment is read, and nothing is written. Byte code is not
 * looked at.
 */
#ifndef VB_VERIFY_H
#define VB_VERIFY_H

#include "core/environment.h"

struct vb_plan;

struct vb_finding {
	/* "missing", "changed", "kind", "target", "mode"; "unlocked": not what the lock has;
	 * "added", "replaced" */
	const char *what;
	const char *path;    /* relative to the environment; of a package its .dist-info */
	const char *package; /* "pip 24.2"; or NULL */
	const char *
		locked; /* of what is unlocked: "24.3", the lock's version, or its wheel; or NULL */
	bool is_foreign; /* added or replaced since by somebody else: no damage, without a lock */
};

struct vb_findings {
	struct vb_finding *items;
	size_t count, room;
};

/* That the receipt of an environment of ours is gone. */
void vb_verify_receipt(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings);
/* The files that the receipt lists. PLAN may be NULL: their bytes are not compared then. */
int vb_verify_files(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_plan *plan, struct vb_findings *findings, struct vb_err *err);
/* The files of all packages, and packages of the receipt that are gone or another version. */
int vb_verify_packages(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings, struct vb_err *err);
/* What is not as the lock has it by which PLAN was made again. */
void vb_verify_lock(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_plan *plan, struct vb_findings *findings);
/* Whether a lock asked for the packages: then they are meant to be these and no others. */
bool vb_verify_has_lock(const struct vb_receipt *receipt);
/* What is there and neither the receipt nor a RECORD of its packages knows. */
int vb_verify_added(struct vb_arena *arena, const struct vb_environment *environment,
	struct vb_findings *findings, struct vb_err *err);

#endif
