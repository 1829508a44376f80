/* SPDX-License-Identifier: MIT */
/*
 * The index of an image: what is in it, as text that is read in one pass.
 *
 *	venvb-index 1
 *	files COUNT
 *	d PATH                      a directory, before what is in it
 *	- SIZE MTIME SHA256 PATH    a file of mode 0644; SHA256 as RECORD has it, or "-"
 *	x SIZE MTIME SHA256 PATH    a file of mode 0755
 *	data COUNT
 *	…                           the same for data/
 *
 * Sorted component by component, each path once, no line behind the last. A path is relative,
 * without "." and "..", control characters and backslashes.
 */
#ifndef VB_IMAGE_INDEX_H
#define VB_IMAGE_INDEX_H

#include "core/image.h"

struct vb_buf;

struct vb_image_index {
	const struct vb_image_entry *entries, *data;
	size_t count, data_count;
};

/* Takes TEXT apart in place: it must live as long as the entries, which are in the arena. NAME is
 * for the message. Anything but the form above is an error. */
int vb_image_index_parse(struct vb_arena *arena, char *text, const char *name,
	struct vb_image_index *ret_index, struct vb_err *err);
/* Reads the file "index" in a directory. */
int vb_image_index_read(struct vb_arena *arena, int dirfd, struct vb_image_index *ret_index,
	struct vb_err *err);
void vb_image_index_print(const struct vb_image_index *index, struct vb_buf *out);

/* Orders paths component by component: negative, 0 or positive. */
int vb_image_index_compare(const char *a, const char *b);
/* What is wrong with a path, to be read after its name: "is absolute"; NULL when nothing is. */
const char *vb_image_index_fault(const char *path);

#endif
