/* SPDX-License-Identifier: MIT */
/*
 * The state of this process that a plugin must leave alone, described as text: what differs
 * between two descriptions is what somebody changed between them. A row of the table for each rule.
 */
#ifndef VB_PROCESS_STATE_H
#define VB_PROCESS_STATE_H

#include "core/buf.h"

struct vb_process_state {
	const char *name;
	void (*describe)(struct vb_buf *out); /* a line for each thing */
};

enum vb_process_state_id {
	VB_PROCESS_DIRECTORY,
	VB_PROCESS_UMASK,
	VB_PROCESS_LOCALE,
	VB_PROCESS_SIGNALS,
	VB_PROCESS_ENVIRONMENT,
	VB_PROCESS_DESCRIPTORS,
	VB_PROCESS_THREADS,
	VB_PROCESS_CHILDREN,
	VB_PROCESS_OUTPUT,
	VB_PROCESS_INPUT,
	VB_PROCESS_TIMERS,
	VB_PROCESS_LIMITS,
	VB_PROCESS_COUNT,
};

extern const struct vb_process_state vb_process_states[VB_PROCESS_COUNT];

/* Adds what differs, "was X, is now Y" for the first line that does; false: nothing. Pure. */
bool vb_process_state_differ(const char *before, const char *after, struct vb_buf *out);

#endif
