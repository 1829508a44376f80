/* SPDX-License-Identifier: MIT */
/*
 * entry_points.txt: the groups console_scripts and gui_scripts. Entry points specification: as
 * Python's configparser reads it with "=" as the only delimiter. Pure.
 */
#ifndef VB_UNPACK_ENTRY_POINTS_H
#define VB_UNPACK_ENTRY_POINTS_H

#include "core/unpack/wheel.h"

/* Fills in console_scripts and gui_scripts. TEXT is taken apart in place. A name that cannot be a
 * file's, and what is no importable object, is refused: both become part of a program. */
int entry_points_read(struct wheel *wheel, char *text, struct vb_err *err);

#endif
