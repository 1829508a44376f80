/* SPDX-License-Identifier: MIT */
/*
 * One file of an image put into an environment: cloned, hard-linked or copied, with its time.
 * Which of them works is tried, not derived, once for a run. `auto` clones where the file system
 * can; else it links, if we are not root and the image's file has the owner, the mode and the
 * label that a file made here gets; else it copies.
 */
#ifndef VB_LINK_H
#define VB_LINK_H

#include "core/err.h"

struct vb_image;
struct vb_image_entry;
struct vb_linker;
struct vb_run;

struct vb_link {
	struct vb_run *run;
	const struct vb_image *image;
	const struct vb_image_entry *entry;
	struct vb_linker *linker;
	int dirfd;        /* where it goes */
	const char *name; /* its name there */
	bool yields;      /* to whatever has that name there */
};

/* A file of that name with the same bytes is left as it is; another is an error. */
int vb_link_place(const struct vb_link *link, struct vb_err *err);

#endif
