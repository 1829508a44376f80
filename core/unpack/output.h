/* SPDX-License-Identifier: MIT */
/* What makes a directory of unpacked files an image: `index` and `meta.json`. */
#ifndef VB_UNPACK_OUTPUT_H
#define VB_UNPACK_OUTPUT_H

#include "core/unpack/wheel.h"

/* Removes the dropped members, and writes both files into DIRFD. */
int output_write(const struct wheel *wheel, int dirfd, struct vb_err *err);

#endif
