/* SPDX-License-Identifier: MIT */
/*
 * A function in a process of its own, with a time limit: what it does to its process is gone with
 * it, and a crash, an exit and a hang of what it calls are results. It has our memory as it was,
 * nothing on standard input, and standard output that leads nowhere; all that it
 * started in its process group is ended with it.
 */
#ifndef VB_CHILD_H
#define VB_CHILD_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

struct vb_child; /* shared with the process: by what it tells */

typedef void vb_child_fn(struct vb_child *child, void *user);

enum vb_child_end {
	VB_CHILD_FINISHED, /* the function returned */
	VB_CHILD_EXITED,   /* the process ended otherwise, with the status `number` */
	VB_CHILD_KILLED,   /* by the signal `number` */
	VB_CHILD_TIME,     /* its time was up */
};

struct vb_child_opts {
	int time_limit_ms;
	bool keep_errors; /* its standard error is ours, instead of being kept */
	bool run_exit;    /* the process ends as a program does, with destructors */
};

struct vb_child_result {
	enum vb_child_end end;
	int number;
	const char *called; /* what ended it, of VB_CHILD_EXITED: "exit", "quick_exit", "_exit" */
	const char *doing;  /* what it was doing last */
	const char *text;   /* what it said */
	size_t len;
	bool is_cut;        /* it said more than there was room for */
	const char *errors; /* what came to standard error first, if that was kept */
};

/* Runs FUNCTION(…, USER). A failure of the call is ours, whatever the function does is a result. */
int vb_child_run(struct vb_arena *arena, const struct vb_child_opts *opts, vb_child_fn *function,
	void *user, struct vb_child_result *ret_result, struct vb_err *err);
/* "was ended by signal 11 (Segmentation fault)", "ended the process by exit, with exit status 3",
 * "was not done after 10 seconds"; nothing of what has finished. */
void vb_child_describe(
	const struct vb_child_result *result, const struct vb_child_opts *opts, struct vb_buf *out);

/* For the function: what it is at, should it end there; and its result, piece by piece. */
void vb_child_doing(struct vb_child *child, const char *format, ...) VB_PRINTF(2, 3);
void vb_child_say(struct vb_child *child, const void *data, size_t len);
void vb_child_sayf(struct vb_child *child, const char *format, ...) VB_PRINTF(2, 3);
/* How many bytes came to standard output so far. */
size_t vb_child_printed(const struct vb_child *child);

#endif
