/* SPDX-License-Identifier: MIT */
/*
 * What a run that succeeded tells: a line, a tree or JSON. The texts are made here, from the run,
 * and printed elsewhere.
 */
#ifndef VB_REPORT_H
#define VB_REPORT_H

#include "core/buf.h"
#include "core/err.h"
#include "core/target.h"

#include <jansson.h>

struct vb_run;

struct vb_report {
	struct vb_run *run;
	const struct vb_target *target; /* as it was before the run */
	const char *typed;              /* what the user called the environment */
	const char *shell;              /* vb_shell_of_user */
};

/* One line and a newline: what was made of what, and how to activate it. */
void vb_report_line(const struct vb_report *report, struct vb_buf *out);
/* The plan as a tree, with who added what; an image is one line. */
void vb_report_tree(const struct vb_report *report, struct vb_buf *out);
/* Both are new references. */
json_t *vb_report_json(const struct vb_report *report);
json_t *vb_report_error_json(const char *typed, const struct vb_err *err);

/* "CPython 3.12.3 (/usr/bin/python3.12)" */
const char *vb_report_interpreter(const struct vb_report *report);
/* What the run does to the target: "create", "update", "upgrade" or "replace". */
const char *vb_report_action(const struct vb_report *report);
/* Where the environment that was replaced is kept, or NULL. */
const char *vb_report_kept(const struct vb_report *report);
/* The line that activates, or NULL. */
const char *vb_report_activation(const struct vb_report *report);

#endif
