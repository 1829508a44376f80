/* SPDX-License-Identifier: MIT */
/*
 * The host table as `venvb plugin check` hands it out: every function is the host's, but one call
 * can be made to fail, calls are counted, and no interpreter is looked for. For one process that
 * rehearses one run at a time.
 */
#ifndef VB_WATCHED_API_H
#define VB_WATCHED_API_H

#include "core/buf.h"

#include <venvb/plugin.h>

struct vb_interp;

struct vb_watch {
	const struct vb_interp *interp; /* that every choice comes to */
	size_t fail_at;                 /* the number, from 1, of the call that fails; 0: none */
	size_t calls;                   /* so far, of functions that can fail */
	const char *failed;             /* the function whose call failed, or NULL */
	/* What failed is an edit, and nothing behind it in the hook did the same, or warned: */
	bool is_edit_lost;
	struct vb_buf thing;    /* what it was to edit */
	bool is_program_spoilt; /* what failed was to make `program` what it is */
	uint64_t program;
	struct vb_buf mistake; /* why the first call of this hook was VENVB_INVALID, or "" */
};

/* What a call edits: another one of the same kind, for the same name, makes up for it. */
enum vb_watch_kind {
	VB_WATCH_ASK, /* nothing */
	VB_WATCH_REQUEST,
	VB_WATCH_STAGE,
	VB_WATCH_NODE,
	VB_WATCH_KEY,
	VB_WATCH_VARIABLE,
	VB_WATCH_WHEEL,
	VB_WATCH_WHOLE, /* something without a name: the prompt */
};

/* Before a run, and behind each hook. */
void vb_watch_begin(const struct vb_interp *interp, size_t fail_at);
void vb_watch_settle(void);

extern struct vb_watch vb_watch;
extern const struct venvb_api vb_watched_api;

#endif
