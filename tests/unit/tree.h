/* SPDX-License-Identifier: MIT */
/*
 * A directory of its own for each test, under $TMPDIR or in memory: made, filled, looked at,
 * removed. Paths are relative to it. What goes wrong here fails the test.
 */
#ifndef VB_TESTS_TREE_H
#define VB_TESTS_TREE_H

#include "core/arena.h"

extern struct vb_arena *tree_arena; /* of the test */

void tree_set_up(void);
void tree_tear_down(void);

const char *tree_path(const char *rel); /* absolute; "" is the directory itself */
void tree_dir(const char *rel);         /* with all above it */
void tree_put(const char *rel, const char *text);
void tree_link(const char *rel, const char *target);
bool tree_has(const char *rel);         /* a link counts, wherever it leads */
const char *tree_text(const char *rel); /* of a file, or of a link "-> TARGET"; NULL: none */
/* All below REL, sorted, one space between: "bin/ bin/python pyvenv.cfg". */
const char *tree_list(const char *rel);
/* The same with what is in each file and where each link leads: for "nothing has changed". */
const char *tree_dump(const char *rel);
unsigned long tree_inode(const char *rel);
/* Whether mount(2) may be called, from then on in a mount namespace of the test's own. */
bool tree_can_mount(void);

#endif
