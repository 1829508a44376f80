/* SPDX-License-Identifier: MIT */
/* Paths as text: joined, made absolute, taken apart. Pure: the disk is not asked. */
#ifndef VB_PATH_H
#define VB_PATH_H

#include "core/arena.h"

/* DIR/REL with one slash between; REL when it is absolute; DIR when REL is empty. */
char *vb_path_join(struct vb_arena *arena, const char *dir, const char *rel);
/* Absolute, without ".", empty components and a slash at the end. ".." is kept, since what stands
 * before it may be a link. */
char *vb_path_absolute(struct vb_arena *arena, const char *cwd, const char *path);
/* Behind the last slash; of "/" it is "". */
const char *vb_path_base(const char *path);
/* Before the last slash; "/" for what stands at the top, "." when there is no slash. */
char *vb_path_dir(struct vb_arena *arena, const char *path);
/* Whether PATH is DIR or stands below it; both absolute, as vb_path_absolute makes them. */
bool vb_path_is_within(const char *path, const char *dir);

#endif
