/* SPDX-License-Identifier: MIT */
/* `venvb verify`: whether an environment is as it was made, and would be allowed today. */
#include "core/command.h"

#include "core/json.h"
#include "core/json_build.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/policy.h"
#include "core/printable.h"
#include "core/repeat.h"
#include "core/replan.h"
#include "core/switches.h"
#include "core/verify.h"

enum { COLUMN = 10 };

struct job {
	struct vb_create *command;
	struct vb_environment environment;
	struct vb_replan replan;
	struct vb_plan *plan; /* made again; or NULL */
	const struct vb_plan
		*locked;       /* the same, or of another release: good for versions; or NULL */
	const char *unplanned; /* why there is no plan; or NULL */
	const char *denied;    /* why the policies would not allow it; or NULL */
	struct vb_findings findings;
};

static const char *blame(struct vb_arena *arena, struct vb_err *err)
{
	vb_repeat_blame(err);
	return vb_arena_str(arena, err->msg);
}

/* Makes the plan again, or keeps the reason. */
static void plan_again(struct job *job)
{
	const struct vb_environment *environment = &job->environment;
	struct vb_arena *arena = job->command->cli->arena;
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	if (!environment->has_receipt) {
		job->unplanned = environment->receipt_fault
					 ? environment->receipt_fault
					 : "it has no receipt of venvb: only its packages are "
					   "checked, against their own records";
		return;
	}
	if (!vb_environment_is_ours(environment)) {
		job->unplanned = "its receipt is out of date: another tool made it anew since";
		return;
	}
	job->replan.trusts_receipt = job->command->args.flags[VB_FLAG_TRUST_RECEIPT];
	rc = vb_replan(&job->replan, job->command, environment, &err);
	job->locked = rc == 0 ? job->replan.run.plan : NULL;
	if (rc == 0 && strcmp(environment->receipt.venvb, PACKAGE_VERSION) != 0)
		job->unplanned = vb_arena_printf(arena, "it was made by venvb %s, and this is %s",
			environment->receipt.venvb, PACKAGE_VERSION);
	else if (rc == 0)
		job->plan = job->replan.run.plan;
	else if (err.code == VB_EDENIED)
		job->denied = vb_arena_str(arena, err.msg);
	else
		job->unplanned = blame(arena, &err);
}

/* One that cannot even be listed is one. */
static bool has_policies(struct vb_arena *arena)
{
	const char *dir = vb_path_join(arena, vb_paths.sysconfdir, "venvb/policy.d");
	vb_auto_err ignored = VB_ERR_INIT;
	const char *const *files;
	size_t found = 0;

	return vb_policy_list(arena, dir, &files, &found, &ignored) < 0 || found > 0;
}

static int check(struct job *job, struct vb_err *err)
{
	const struct vb_environment *environment = &job->environment;
	struct vb_arena *arena = job->command->cli->arena;
	bool has_files = vb_environment_is_ours(environment);
	int rc = 0;

	vb_verify_receipt(arena, environment, &job->findings);
	if (has_files)
		rc = vb_verify_files(arena, environment, job->plan, &job->findings, err);
	if (rc == 0)
		rc = vb_verify_packages(arena, environment, &job->findings, err);
	if (rc == 0 && job->locked)
		vb_verify_lock(arena, environment, job->locked, &job->findings);
	if (rc == 0 && has_files)
		rc = vb_verify_added(arena, environment, &job->findings, err);
	return rc;
}

static size_t count(const struct job *job, bool is_foreign)
{
	size_t found = 0;

	for (size_t i = 0; i < job->findings.count; i++)
		found += job->findings.items[i].is_foreign == is_foreign;
	return found;
}

/* --- what is told ---------------------------------------------------------------------------- */

static void add_line(struct vb_buf *out, const char *label, const char *text, const char *more)
{
	vb_buf_addf(out, "%-*s", COLUMN, label);
	vb_printable_add_line(out, text, strlen(text));
	if (more) {
		vb_buf_adds(out, " (");
		vb_printable_add_line(out, more, strlen(more));
		vb_buf_addch(out, ')');
	}
	vb_buf_addch(out, '\n');
}

static const char *describe(struct vb_arena *arena, const struct vb_finding *finding)
{
	if (strcmp(finding->what, "unlocked") != 0)
		return finding->package;
	return finding->locked ? vb_arena_printf(arena, "%s; the lock has %s", finding->package,
					 finding->locked)
			       : vb_arena_printf(arena, "%s is not in the lock", finding->package);
}

static int print_text(const struct job *job, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	for (size_t i = 0; i < job->findings.count; i++)
		add_line(&out, job->findings.items[i].what, job->findings.items[i].path,
			describe(job->command->cli->arena, &job->findings.items[i]));
	if (job->denied)
		add_line(&out, "denied", job->denied, NULL);
	if (job->unplanned)
		add_line(&out, "unchecked", job->unplanned, NULL);
	if (!out.len && !job->command->args.flags[VB_FLAG_QUIET])
		add_line(&out, "good", job->environment.target.path, NULL);
	return vb_cli_print(job->command->cli, &out, err);
}

static json_t *job_json(const struct job *job)
{
	json_t *object = vb_json_object(), *array = vb_json_array();

	for (size_t i = 0; i < job->findings.count; i++) {
		const struct vb_finding *finding = &job->findings.items[i];
		json_t *item = vb_json_append_object(array);

		vb_json_put_text(item, "what", finding->what);
		vb_json_put_text(item, "path", finding->path);
		vb_json_put_text(item, "package", finding->package);
		if (!strcmp(finding->what, "unlocked"))
			vb_json_put_text(item, "locked", finding->locked);
		vb_json_put_bool(item, "damage", !finding->is_foreign);
	}
	vb_json_put_text(object, "path", job->environment.target.path);
	vb_json_put_bool(object, "intact", !count(job, false));
	vb_json_put_bool(object, "untouched", !job->findings.count);
	vb_json_put_bool(object, "contents-compared", job->plan);
	vb_json_put_text(object, "unchecked", job->unplanned);
	vb_json_put_text(object, "denied", job->denied);
	vb_json_put(object, "findings", array);
	return object;
}

/* The exit status: damage before a denial. */
static int conclude(const struct job *job, struct vb_err *err)
{
	const char *path = job->environment.target.path;
	bool is_strict = job->command->args.flags[VB_FLAG_STRICT];
	size_t damaged = count(job, false), foreign = count(job, true);

	if (damaged)
		return vb_err_set(err, VB_EFAIL,
			"'%s' is not as it was made: what is missing or changed is listed%s", path,
			job->environment.has_receipt ? "; 'venvb create' there puts venvb's own "
						       "files right"
						     : "");
	if (job->denied)
		return vb_err_set(err, VB_EDENIED, "the policies of today do not allow '%s'", path);
	if (job->unplanned && has_policies(job->command->cli->arena))
		return vb_err_set(err, VB_EFAIL,
			"whether the policies of today allow '%s' could not be found out", path);
	if (!job->locked && vb_verify_has_lock(&job->environment.receipt))
		return vb_err_set(err, VB_EFAIL,
			"whether '%s' is what its lock names could not be found out", path);
	if (is_strict && foreign)
		return vb_err_set(err, VB_EFAIL, "'%s' has more than it was made with", path);
	if (is_strict && job->unplanned)
		return vb_err_set(err, VB_EFAIL, "'%s' could not be checked whole", path);
	return 0;
}

static int tell(struct job *job, struct vb_err *err)
{
	int rc = vb_command_is_json(job->command)
			 ? vb_command_print_json(job->command, job_json(job), err)
			 : print_text(job, err);

	return rc < 0 ? rc : conclude(job, err);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct job job = {.command = command};
	const struct vb_target_opts opts = vb_command_target(command);
	int rc = vb_environment_read(command->cli->arena, &opts, &job.environment, err);

	if (rc < 0)
		return rc;
	plan_again(&job);
	rc = check(&job, err);
	vb_replan_done(&job.replan);
	vb_environment_done(&job.environment);
	return rc < 0 ? rc : tell(&job, err);
}

int vb_cmd_verify(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb verify [OPTION]... [ENV_DIR]\n"
			 "Says what of an environment is missing, changed or added since it was "
			 "made, and\n"
			 "whether the policies of today would allow it. Without ENV_DIR it is "
			 ".venv.",
		.switches = vb_switches_verify,
		.most = 1,
		.operands = "one ENV_DIR",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
