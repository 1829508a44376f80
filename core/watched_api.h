/* SPDX-License-Identifier: MIT */
/*
 * The host table as `venvb plugin check` hands it out: every function is the host's, but one call
 * can be made to fail, calls are counted, and no interpreter is looked for. For one process that
 * rehearses one run at a time.
 */
#ifndef VB_WATCHED_API_H
#define VB_WATCHED_API_H

#include "core/base.h"

#include <venvb/plugin.h>

struct vb_interp;

struct vb_watch {
	const struct vb_interp *interp; /* that every choice comes to */
	size_t fail_at;                 /* the number, from 1, of the call that fails; 0: none */
	size_t calls;                   /* so far, of functions that can fail */
	const char *failed;             /* the function whose call failed, or NULL */
	bool is_edit_lost; /* what failed edits the plan, and nothing behind it tried again */
};

extern struct vb_watch vb_watch;
extern const struct venvb_api vb_watched_api;

#endif
