/* SPDX-License-Identifier: MIT */
/*
 * The checks of `venvb plugin check`, for the files that are made of them: each is a row of the
 * table in plugin_check.c, and runs in a process of its own. A check says what is wrong, a line for
 * each thing; one that says nothing has passed.
 */
#ifndef VB_PLUGIN_CHECK_H
#define VB_PLUGIN_CHECK_H

#include "core/child.h"
#include "core/host.h"
#include "core/rehearsal.h"

struct vb_check;

/* The plugin that is checked. */
struct vb_subject {
	struct vb_arena *arena;
	const struct vb_survey *survey;
	const struct vb_plugin_file *file;
	const char *sandbox; /* a directory of the process's own */
};

typedef void vb_check_fn(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check);

struct vb_check {
	const char *name;
	const char *proves; /* "it exports 'venvb_plugin' and nothing else" */
	const char *needs;  /* the check that must have passed before, or NULL */
	vb_check_fn *run;
	const char *advice; /* what to do when it has not passed */
	int detail;         /* for the function: enum vb_age, enum vb_process_state_id */
	bool run_exit;      /* the process ends as a program does */
};

/* A line of what is wrong. */
void vb_check_complain(struct vb_child *child, const char *format, ...) VB_PRINTF(2, 3);

/* Loads the object, for what it exports; NULL, after a complaint. SIZE of the symbol. */
const void *vb_check_load(
	struct vb_child *child, const struct vb_subject *subject, size_t *ret_size);
/* Loads it, and reads its descriptor, by the name that it gives itself; false after a complaint. */
bool vb_check_describe(struct vb_child *child, const struct vb_subject *subject,
	struct vb_descriptor *ret_descriptor);

/* The plugin loaded in its sandbox; false after a complaint. */
bool vb_check_prepare(struct vb_child *child, const struct vb_subject *subject,
	struct vb_descriptor *descriptor, struct vb_play *ret_play);
/* A run with it; false after a complaint. */
bool vb_check_rehearse(const struct vb_play *play, const struct vb_rehearsal_opts *opts,
	struct vb_rehearsal *told);

/* Of the file: plugin_check_object.c */
vb_check_fn vb_check_object, vb_check_exports, vb_check_memory_map, vb_check_loads,
	vb_check_imports, vb_check_globals;
/* Of the descriptor: plugin_check_descriptor.c */
vb_check_fn vb_check_descriptor, vb_check_name, vb_check_options, vb_check_hooks, vb_check_order;
/* Of the hooks: plugin_check_hooks.c */
vb_check_fn vb_check_run, vb_check_oldest, vb_check_future, vb_check_failures, vb_check_repeated,
	vb_check_deterministic, vb_check_heap;
/* Of the disk: plugin_check_traces.c */
vb_check_fn vb_check_traces;
/* Of the process: plugin_check_conduct.c */
vb_check_fn vb_check_conduct;

#endif
