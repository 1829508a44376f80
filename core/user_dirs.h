/* SPDX-License-Identifier: MIT */
/* The user's directories (XDG Base Directory Specification). */
#ifndef VB_USER_DIRS_H
#define VB_USER_DIRS_H

#include "core/arena.h"

/* $HOME when it is an absolute path, else NULL. */
const char *vb_user_home(void);
/* The directory that VARIABLE ("XDG_CONFIG_HOME") names when it is absolute, as the specification
 * wants, else BELOW_HOME (".config") in $HOME; NULL without either. */
const char *vb_user_dir(struct vb_arena *arena, const char *variable, const char *below_home);

#endif
