/* SPDX-License-Identifier: MIT */
/*
 * The pipeline: the stages in order, each with what the built-in does. A reader who has seen
 * the table in pipeline.c has seen the program.
 */
#ifndef VB_PIPELINE_H
#define VB_PIPELINE_H

#include "core/err.h"

struct vb_actor;
struct vb_run;

typedef int vb_stage_fn(struct vb_run *run, const struct vb_actor *self, struct vb_err *err);

struct vb_stage {
	const char *name;
	const char *summary;
	vb_stage_fn *builtin; /* NULL: nothing; plugins work here */
	unsigned moments;     /* VB_MOMENT_… that plugins may hook */
};

enum {
	VB_MOMENT_BEFORE = 1,
	VB_MOMENT_REPLACE = 2,
	VB_MOMENT_AFTER = 4,
	VB_MOMENT_CHECK = 8,  /* of `check`: the closed plan, judged */
	VB_MOMENT_FAILED = 16, /* of the run, under the stage name "run" */
};

/* All stages, and behind them one of the name "run" for `failed`, and a row of NULLs. */
extern const struct vb_stage vb_stages[];
const struct vb_stage *vb_stage_find(const char *name); /* or NULL */

/* The prompt that the request asks for: a text, and never NULL. */
const char *vb_pipeline_prompt(const struct vb_run *run);
/* Runs the stages with their hooks; a dry run ends behind `check`. */
int vb_pipeline_run(struct vb_run *run, struct vb_err *err);

/* The built-ins. */
vb_stage_fn vb_stage_resolve;  /* core/resolve.c */
vb_stage_fn vb_stage_dirs;     /* core/layout.c */
vb_stage_fn vb_stage_cfg;      /* core/pyvenv_cfg.c */
vb_stage_fn vb_stage_link;     /* core/layout.c */
vb_stage_fn vb_stage_scripts;  /* core/activation.c */
vb_stage_fn vb_stage_commit;   /* core/commit.c */

#endif
