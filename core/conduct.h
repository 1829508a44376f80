/* SPDX-License-Identifier: MIT */
/*
 * What a plugin must leave alone, put back when it did not: the environment and the locale behind
 * every hook; signals, umask, current directory and the standard descriptors, which cost system
 * calls, before something depends on them.
 */
#ifndef VB_CONDUCT_H
#define VB_CONDUCT_H

#include "core/base.h"

struct vb_run;

/* Once, before any plugin is loaded. Returns the environment as it is, a copy of our own. */
const char *const *vb_conduct_remember(void);
/* Before plugin code runs for the first time. */
void vb_conduct_watch(void);
/* Behind plugin code: what is put back without a system call. */
void vb_conduct_restore(void);
/* All of it. Does nothing as long as no plugin code has run. */
void vb_conduct_restore_all(const struct vb_run *run);

#endif
