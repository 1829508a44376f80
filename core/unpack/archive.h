/* SPDX-License-Identifier: MIT */
/* The zip archive: listed, and written out. */
#ifndef VB_UNPACK_ARCHIVE_H
#define VB_UNPACK_ARCHIVE_H

#include "core/unpack/source.h"
#include "core/unpack/wheel.h"

/* Fills in the members with name, size, mtime and mode; refuses all but regular files (what is a
 * directory follows from their names), and more than an honest wheel holds. */
int archive_list(const struct source *source, struct wheel *wheel, struct vb_err *err);
/* Writes each member where it belongs, below the working directory, and fills in its hash. */
int archive_extract(const struct source *source, struct wheel *wheel, struct vb_err *err);

#endif
