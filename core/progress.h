/* SPDX-License-Identifier: MIT */
/*
 * How far a run has come, for who watches a terminal: one line with a bar, redrawn in place. It
 * comes when the run has taken a second, and goes before anything else is printed.
 */
#ifndef VB_PROGRESS_H
#define VB_PROGRESS_H

#include "core/buf.h"

#include <stdint.h>

struct vb_progress {
	int fd;           /* the terminal; -1: none, and nothing is ever drawn */
	int64_t began_ms; /* when the run began */
	int64_t drawn_ms; /* the last time */
	bool is_shown;
	struct vb_buf text; /* what it is about, and how far */
	uint64_t done, total;
};

/* For a terminal in FD; for anything else it stays silent. */
void vb_progress_init(struct vb_progress *progress, int fd);
void vb_progress_done(struct vb_progress *progress);
/* DONE of TOTAL, or for how long already where TOTAL is 0. NULL for TEXT: as it was; the empty
 * text: nothing is to be shown any more. Drawn ten times a second at most. */
void vb_progress_show(
	struct vb_progress *progress, const char *text, uint64_t done, uint64_t total);
/* Nothing of it is on the terminal then, until it is shown again. */
void vb_progress_hide(struct vb_progress *progress);

/* The line, of at most COLUMNS columns where the text is of one a byte. Pure. */
void vb_progress_line(
	const struct vb_progress *progress, int64_t now_ms, size_t columns, struct vb_buf *out);

#endif
