/* SPDX-License-Identifier: MIT */
/* select.py, as the program's text. */
#ifndef SEEDLOCK_SCRIPT_H
#define SEEDLOCK_SCRIPT_H

extern const char seedlock_script[];

#endif
