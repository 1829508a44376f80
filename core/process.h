/* SPDX-License-Identifier: MIT */
/*
 * Running a program: interpreters, the unpacking helper, pip. Never a shell. What it prints is
 * capped, its time is limited, and a signal that interrupts the run goes to it too.
 */
#ifndef VB_PROCESS_H
#define VB_PROCESS_H

#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"

struct vb_process {
	const char *const *argv; /* argv[0] is a path; nothing is looked up */
	const char *const *env;  /* the whole environment; NULL: ours */
	const char *input;       /* what it reads from standard input; NULL: nothing (/dev/null) */
	size_t input_len;
	int cwd_fd;         /* its working directory; -1: ours */
	int timeout_ms;     /* 0: none */
	size_t max_output;  /* of each stream; more is an error; 0: 1 MiB */
	bool pass_stderr;   /* its standard error is ours, else it is captured */
	const struct vb_log *log; /* who watches is shown that time passes; or NULL */
};

/*
 * Runs it to its end. OUT and ERRORS (either may be NULL: discarded) get what it printed, also
 * when the call fails. RET_STATUS is the exit status, or 128 + N after signal N. A time-out, too
 * much output and an interrupt are failures of the call; an exit status is not.
 */
int vb_process_run(const struct vb_process *process, struct vb_buf *out, struct vb_buf *errors,
	int *ret_status, struct vb_err *err);

/* Our environment less the variables whose names match one of PATTERNS ("PIP_*", "PYTHON*"),
 * with the "NAME=VALUE" entries of MORE; both NULL-terminated or NULL. In the arena. */
struct vb_arena;
const char *const *vb_process_env(struct vb_arena *arena, const char *const *patterns,
	const char *const *more);

#endif
