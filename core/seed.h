/* SPDX-License-Identifier: MIT */
/*
 * Adding a wheel to the plan, as an installer would install it: the package, and the nodes that
 * depend on the environment (INSTALLER, REQUESTED, RECORD, scripts, .data). Binary distribution
 * format, "Installing a wheel"; recording installed projects.
 */
#ifndef VB_SEED_H
#define VB_SEED_H

#include "core/err.h"

struct vb_actor;
struct vb_image;
struct vb_run;

enum {
	VB_SEED_REQUESTED = 1, /* the user asked for it: REQUESTED is written */
	VB_SEED_VERSIONED = 2, /* this version was asked for */
	VB_SEED_LOCKED = 4,    /* by a lock: struct vb_package says what that means */
	VB_SEED_OVERLAYS = 8,  /* likewise */
	VB_SEED_ABSENT = 16,   /* in a dry run: its files need not be known */
};

/* A wheel to be added. Of PATH and SHA256 one at least is there; what else is NULL is not asked
 * for, or not known. */
struct vb_seed_order {
	const char *path;             /* of the file */
	const char *sha256;           /* that it must have */
	const char *name, *version;   /* that it must be of */
	const char *source;           /* the URL that it came from, without a password */
	const char *direct_url;       /* what direct_url.json (PEP 610) is to hold */
	const struct vb_image *image; /* when it is known already */
	unsigned flags;               /* VB_SEED_… */
};

/* By its hash out of the cache, else out of the file. 1: the cache has none, and no path is
 * given; nor may it be absent. */
int vb_seed_wheel(struct vb_run *run, const struct vb_actor *who, const struct vb_seed_order *order,
	struct vb_err *err);

#endif
