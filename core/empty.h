/* SPDX-License-Identifier: MIT */
/*
 * Entering a directory in order to empty it, so that nothing goes that was not meant to: for
 * fsat.c, and for rescue.c in the handler of a signal. System calls alone, no memory.
 */
#ifndef VB_EMPTY_H
#define VB_EMPTY_H

#include "core/base.h"

/*
 * Opens the directory NAME, a link not followed, and makes it one that its owner may list and
 * change. -1 and errno, which is EBUSY when another file system or another part of this one is
 * mounted there. What is named by a path (DIRFD is AT_FDCWD) is meant wherever it is.
 */
int vb_empty_open(int dirfd, const char *name);

#endif
