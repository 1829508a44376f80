/* SPDX-License-Identifier: MIT */
/* The unpacked files held against RECORD. */
#ifndef VB_UNPACK_VERIFY_H
#define VB_UNPACK_VERIFY_H

#include "core/unpack/wheel.h"

/*
 * Refuses a file that RECORD does not list, or that has another hash or size; a row without a
 * file; a row without a hash, or with one weaker than SHA-256. RECORD and its signatures need no
 * row and no hash. RECORD is TEXT, taken apart in place; DIRFD is where the files are.
 */
int verify(struct wheel *wheel, char *text, int dirfd, struct vb_err *err);

#endif
