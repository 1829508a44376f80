/* SPDX-License-Identifier: MIT */
/* The stages in their order, and the walk through them. */
#include "core/pipeline.h"

#include "core/actor.h"
#include "core/commit.h"
#include "core/guard.h"
#include "core/hooks.h"
#include "core/interp.h"
#include "core/interrupt.h"
#include "core/kinds.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/replay.h"
#include "core/run.h"

#include <time.h>

enum { AROUND = VB_MOMENT_BEFORE | VB_MOMENT_REPLACE | VB_MOMENT_AFTER };

/* The interpreter, whoever chose it, and what is there must go together: said before any work. */
static int check_target(const struct vb_run *run, struct vb_err *err)
{
	if (run->request.clear)
		return 0;
	return vb_target_check_version(
		run->target, run->interp->major, run->interp->minor, run->request.upgrade, err);
}

static int close_plan(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	int rc = vb_plan_close(run->plan, err);

	(void)self;
	return rc < 0 ? rc : vb_kinds_check(run, err);
}

const struct vb_stage vb_stages[] = {
	{"resolve", "finds the interpreter and its facts", vb_stage_resolve, AROUND},
	{"dirs", "plans the directories", vb_stage_dirs, AROUND},
	{"cfg", "plans pyvenv.cfg and the receipt", vb_stage_cfg, AROUND},
	{"link", "plans the links to the interpreter, or copies of it", vb_stage_link, AROUND},
	{"scripts", "plans the activation scripts", vb_stage_scripts, AROUND},
	{"packages", "nothing, unless --from: plugins seed packages here", vb_replay_packages,
		AROUND},
	{"check", "closes the plan, to be judged", close_plan, VB_MOMENT_CHECK},
	{"commit", "writes the plan and puts it in place", vb_stage_commit, VB_MOMENT_AFTER},
	{"run", "the whole run", NULL, VB_MOMENT_FAILED},
	{NULL, NULL, NULL, 0},
};

/* What a moment is called, in the order in which a stage has them. */
static const struct {
	unsigned bit;
	const char *name;
} late_moments[] = {
	{VB_MOMENT_AFTER, "after"},
	{VB_MOMENT_CHECK, "check"},
};

const struct vb_stage *vb_stage_find(const char *name)
{
	for (const struct vb_stage *stage = vb_stages; stage->name; stage++)
		if (!strcmp(stage->name, name))
			return stage;
	return NULL;
}

static int run_builtin(struct vb_run *run, const struct vb_stage *stage, struct vb_err *err)
{
	const struct vb_actor self = {stage->name, VB_TIER_CORE};
	bool replaced = false;
	int rc = 0;

	if (stage->moments & VB_MOMENT_REPLACE)
		rc = vb_hooks_replace(run, stage->name, &replaced, err);
	if (rc == 0 && !replaced && stage->builtin)
		rc = stage->builtin(run, &self, err);
	return rc;
}

static int run_stage(struct vb_run *run, const struct vb_stage *stage, struct vb_err *err)
{
	int rc = vb_interrupt_check(err);

	if (rc == 0 && stage->moments & VB_MOMENT_BEFORE)
		rc = vb_hooks_call(run, stage->name, "before", err);
	if (rc == 0)
		rc = run_builtin(run, stage, err);
	for (size_t i = 0; rc == 0 && i < VB_COUNT(late_moments); i++)
		if (stage->moments & late_moments[i].bit)
			rc = vb_hooks_call(run, stage->name, late_moments[i].name, err);
	if (rc == 0 && stage->builtin == vb_replay_packages)
		rc = vb_replay_check(run, err);
	if (rc == 0 && stage->builtin == vb_stage_resolve)
		rc = check_target(run, err);
	return rc;
}

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int run_stages(struct vb_run *run, struct vb_err *err)
{
	int rc = 0;

	for (const struct vb_stage *stage = vb_stages; rc == 0 && stage->name; stage++) {
		double start = milliseconds();

		if (stage->moments & VB_MOMENT_FAILED)
			break;
		if (run->request.dry_run && stage->builtin == vb_stage_commit)
			break;
		rc = run_stage(run, stage, err);
		vb_verbose(run->log, "%-8s %7.2f ms", stage->name, milliseconds() - start);
	}
	return rc;
}

/* A failure behind the commit point is undone by the same step backwards. */
static void undo(struct vb_run *run, struct vb_err *err)
{
	vb_auto_err second = VB_ERR_INIT;

	if (!run->commit || vb_commit_undo(run, &second) == 0)
		return;
	vb_err_wrap(err, "the environment could not be put back (%s)", second.msg);
}

const char *vb_pipeline_prompt(const struct vb_run *run)
{
	const char *prompt = run->request.prompt;

	if (!prompt)
		return run->request.name;
	return strcmp(prompt, ".") ? prompt : vb_path_base(run->cwd);
}

/* Before any hook, so that every hook may change it. */
static int set_prompt(struct vb_run *run, struct vb_err *err)
{
	const struct vb_actor self = {"request", VB_TIER_CORE};

	return vb_plan_set_prompt(run->plan, &self, vb_pipeline_prompt(run), err);
}

int vb_pipeline_run(struct vb_run *run, struct vb_err *err)
{
	int rc = set_prompt(run, err);

	if (rc == 0)
		rc = run_stages(run, err);
	if (rc == 0 && run->commit)
		rc = vb_commit_finish(run, err);
	if (rc < 0) {
		vb_auto_err ignored = VB_ERR_INIT;

		undo(run, err);
		vb_guard_expect(err->msg);
		vb_hooks_call(run, "run", "failed", &ignored);
		vb_guard_expect(NULL);
	}
	return rc;
}
