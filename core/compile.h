/* SPDX-License-Identifier: MIT */
/*
 * Compiles the sources of an image for the run's interpreter, reproducibly: in one process, with
 * hashing not randomised and paths relative to the image. The byte code names the time and size
 * of its source, so it is valid wherever both are laid out with their times kept.
 */
#ifndef VB_COMPILE_H
#define VB_COMPILE_H

#include "core/err.h"

struct vb_image;
struct vb_run;

/*
 * Fills the empty directory DIR (open; PATH is its absolute path) with an image: `files` with the
 * byte code, and `index`. A source that cannot be compiled is left out. Fails when the interpreter
 * cannot be run or does not do it.
 */
int vb_compile(struct vb_run *run, const struct vb_image *image, int dir, const char *path,
	struct vb_err *err);

#endif
