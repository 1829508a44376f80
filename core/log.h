/* SPDX-License-Identifier: MIT */
/*
 * What a run says while it works. The core prints nothing: it hands a line to the sink that
 * main.c installed, which knows of -q, -v and --json. A line has no "venvb: " in front and no
 * newline behind.
 */
#ifndef VB_LOG_H
#define VB_LOG_H

#include "core/base.h"

#include <stdarg.h>
#include <stdint.h>

enum vb_level {
	VB_WARNING, /* something is not as it should be; shown unless -qq */
	VB_NOTICE,  /* what a user wants to know: a wait, a compilation; not with -q */
	VB_VERBOSE, /* -v */
	VB_DEBUG,   /* -vv */
};

struct vb_log {
	enum vb_level level; /* the highest that is shown */
	void (*line)(void *user, enum vb_level level, const char *text);
	/* How far something has come (progress.h), or NULL where nobody watches. */
	void (*progress)(void *user, const char *text, uint64_t done, uint64_t total);
	void *user;
};

void vb_log(const struct vb_log *log, enum vb_level level, const char *format, ...) VB_PRINTF(3, 4);
/* DONE of TOTAL, which is 0 where nobody knows; NULL for TEXT: as it was, and time has passed; the
 * empty text: it is over. */
void vb_log_progress(const struct vb_log *log, const char *text, uint64_t done, uint64_t total);
#define vb_warn(log, ...) vb_log(log, VB_WARNING, __VA_ARGS__)
#define vb_notice(log, ...) vb_log(log, VB_NOTICE, __VA_ARGS__)
#define vb_verbose(log, ...) vb_log(log, VB_VERBOSE, __VA_ARGS__)

#endif
