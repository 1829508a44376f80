/* SPDX-License-Identifier: MIT */
/*
 * Images as directories: found, opened, checked and built. A store is the cache, or the run's
 * temporary directory when there is no cache or when it cannot take an image.
 */
#ifndef VB_IMAGE_STORE_H
#define VB_IMAGE_STORE_H

#include "core/image.h"

struct vb_wheel;

struct vb_image_store {
	int fd;
	const char *path;
	bool shared; /* with other runs: locks are taken */
};

/* Opens the current image of a wheel. 0, 1 when there is none, or a negative code when what is
 * there cannot be used. Its descriptors stay open as long as the run's cache. */
int vb_image_store_open(struct vb_run *run, const struct vb_image_store *store, const char *sha256,
	struct vb_image **ret_image, struct vb_err *err);
/* The image is not used, and may be removed. */
void vb_image_let_go(const struct vb_image *image);
/* Builds the image of a wheel and makes it the current one, unless somebody else did meanwhile.
 * The error has an errno when the disk is to blame, or whatever else another store may cure. */
int vb_image_store_build(struct vb_run *run, const struct vb_image_store *store,
	const struct vb_wheel *wheel, struct vb_image **ret_image, struct vb_err *err);

/* Takes the lock under which images are built, for a crew (image_crew.h), until RET_FD is closed.
 * FIRST is for the notice, should that take long. */
int vb_image_store_hold(struct vb_run *run, const struct vb_image_store *store,
	const struct vb_wheel *first, int *ret_fd, struct vb_err *err);

/* Makes current what a crew has filled, once all of it is on the disk. With that lock held. What goes
 * wrong is not told: the image is missing then. */
void vb_image_store_publish(struct vb_run *run, const struct vb_image_store *store);

/* Reads the index of the image in FD, at PATH, and opens its files. FD becomes the image's, also
 * when it fails, and stays open as long as the run's cache. */
int vb_image_load(struct vb_run *run, int fd, const char *path, struct vb_image *image,
	struct vb_err *err);
/* Reads its meta.json. */
int vb_image_load_meta(struct vb_run *run, struct vb_image *image, struct vb_err *err);

struct vb_image_change {
	const char *path; /* of the file, relative to files/ or data/ */
	const char *what; /* "its size", "it is missing" */
	unsigned long links; /* hard links that share the change */
};
/* Whether a file is no longer what the index says: by owner, mode, size and mtime. */
bool vb_image_has_changed(const struct vb_image *image, struct vb_image_change *ret_change);

#endif
