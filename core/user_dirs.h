/* SPDX-License-Identifier: MIT */
/* The user's directories (XDG Base Directory Specification), and the one for what lasts no longer
 * than a run. With raised privileges no variable is read. */
#ifndef VB_USER_DIRS_H
#define VB_USER_DIRS_H

#include "core/arena.h"
#include "core/err.h"

/* $HOME when it is an absolute path, else NULL. */
const char *vb_user_home(void);
/* The directory that VARIABLE ("XDG_CONFIG_HOME") names when it is absolute, as the specification
 * wants, else BELOW_HOME (".config") in $HOME; NULL without either. */
const char *vb_user_dir(struct vb_arena *arena, const char *variable, const char *below_home);
/* Makes the directory NAME-XXXXXX in $TMPDIR, when that is absolute, else in /tmp. In the arena. */
int vb_user_make_temporary(struct vb_arena *arena, const char *name, const char **ret_path,
	struct vb_err *err);

#endif
