/* SPDX-License-Identifier: MIT */
/*
 * The plugins of a run as the pipeline sees them: enabled, ordered, called. Loading is plugin.h,
 * the table that a hook gets is host.c.
 */
#ifndef VB_HOOKS_H
#define VB_HOOKS_H

#include "core/err.h"

struct vb_host;
struct vb_run;

/* Calls the hooks of STAGE and MOMENT ("before", "after", "check", "failed") in order. The first
 * failure ends it, but all `check` hooks run and their denials are reported together, and all
 * `failed` hooks run, backwards, their failures being warnings. */
int vb_hooks_call(struct vb_run *run, const char *stage, const char *moment, struct vb_err *err);
/* Calls the hook that replaces STAGE, if there is one: *ret_replaced says so. */
int vb_hooks_replace(struct vb_run *run, const char *stage, bool *ret_replaced,
	struct vb_err *err);
bool vb_hooks_any(const struct vb_host *host, const char *stage, const char *moment);

#endif
