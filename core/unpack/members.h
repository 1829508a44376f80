/* SPDX-License-Identifier: MIT */
/* The files of a wheel as a list, decided upon before the first is written. Pure. */
#ifndef VB_UNPACK_MEMBERS_H
#define VB_UNPACK_MEMBERS_H

#include "core/unpack/wheel.h"

/* Limits that no honest wheel comes near. */
enum { MAX_MEMBERS = 200000, MAX_NAME = 1000, MAX_COMPONENT = 255 };

/* Refuses a name that could leave the directory, or that no file system would take. */
int members_check_name(const char *name, struct vb_err *err);
/* Fills in dist_info and where each member goes. Refuses names that are there twice, files that
 * are directories too, unknown schemes of .data, none or several .dist-info. */
int members_place(struct wheel *wheel, struct vb_err *err);

#endif
