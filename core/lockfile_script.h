/* SPDX-License-Identifier: MIT */
/* lockfile_ask.py, as the program's text. */
#ifndef VB_LOCKFILE_SCRIPT_H
#define VB_LOCKFILE_SCRIPT_H

extern const char vb_lockfile_script[];

#endif
