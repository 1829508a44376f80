/* SPDX-License-Identifier: MIT */
/*
 * A wheel on its way into the plan, for the two files that do it: seed.c decides whether it may
 * be installed and keeps its metadata, seed_files.c adds scripts and the schemes of .data.
 */
#ifndef VB_SEEDING_H
#define VB_SEEDING_H

#include "core/err.h"
#include "core/image.h"
#include "core/plan.h"
#include "core/seed.h"

/* What RECORD lists beside the image's files; lives as long as the run. */
struct vb_seeded_file {
	const char *path;                   /* relative to the environment */
	const struct vb_image_entry *entry; /* of what is copied from the image; NULL: a text */
};

struct vb_run;

struct vb_seeding {
	struct vb_run *run;
	const struct vb_actor *who;
	const struct vb_image *image;
	const char *root;        /* purelib or platlib */
	const char *interpreter; /* for shebangs */
	struct vb_seed_order order;
	const char *label; /* the wheel, for messages */
	bool is_trial;     /* nothing is added: only what would be in the way is told */
	struct vb_seeded_file *files;
	size_t count;
};

/* Adds a node, and notes it for RECORD. ENTRY as in the struct above. */
int vb_seeding_add(struct vb_seeding *seeding, const struct vb_node *spec,
	const struct vb_image_entry *entry, struct vb_err *err);

/* The scripts of the entry points. */
int vb_seeding_add_entry_points(struct vb_seeding *seeding, struct vb_err *err);
/* The files of .data: scripts, headers, data. */
int vb_seeding_add_schemes(struct vb_seeding *seeding, struct vb_err *err);

/* vb_seed_wheel of seed.h, once its wheel is opened. */
int vb_seed_image(struct vb_run *run, const struct vb_actor *who, const struct vb_image *image,
	const struct vb_seed_order *order, struct vb_err *err);

#endif
