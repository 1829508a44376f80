/* SPDX-License-Identifier: MIT */
/*
 * Activation scripts: one template for each shell (core/activate/), embedded in the program, and
 * rendered from pure data. The stage `scripts` (vb_stage_scripts in core/pipeline.h) adds them to
 * the plan as nodes that are rendered when it closes.
 *
 * In a template @name@ stands for a text, quoted for its shell; @each-LIST@ … @end@ is repeated
 * for each item of a list. A word between two '@' that is neither is a defect. What was put in is
 * never looked at again, so nothing in a name can be taken for a placeholder.
 */
#ifndef VB_ACTIVATION_H
#define VB_ACTIVATION_H

#include "core/err.h"
#include "core/plan.h"
#include "core/quote.h"

/* All that a script depends on. */
struct vb_activation {
	const char *target;  /* absolute path of the environment */
	const char *scripts; /* relative to it, like the next two: "bin" */
	const char *purelib, *platlib;
	const char *prompt; /* any bytes */
	bool bare;          /* drawn without the parentheses around it */
	const struct vb_var *const *vars;
	size_t var_count;
};

struct vb_activator {
	const char *name; /* as virtualenv calls it: "bash" is the one for all that read sh */
	const char *file; /* of the script, in the scripts directory */
	vb_quote_fn *quote;
	const char *own; /* what the template itself saves and restores: " NAME NAME … " */
};

extern const struct vb_activator vb_activators[]; /* ends with a row of NULLs */

/* Appends the script; with a byte order mark where its shell needs one. */
int vb_activation_render(const struct vb_activator *activator, const struct vb_activation *what,
	struct vb_buf *out, struct vb_err *err);

/* Expands TEXT, a template for ACTIVATOR. */
int vb_activation_expand(const struct vb_activator *activator, const struct vb_activation *what,
	const char *text, struct vb_buf *out, struct vb_err *err);

/* The templates, by file; made from core/activate/ when the program is built. */
struct vb_template {
	const char *file, *text;
};
extern const struct vb_template vb_templates[]; /* ends with a row of NULLs */

#endif
