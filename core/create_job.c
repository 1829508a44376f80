/* SPDX-License-Identifier: MIT */
/*
 * One directory: a request from the configuration, the plugins, the target, a run of the
 * pipeline, and what there is to tell of it.
 */
#include "core/create.h"

#include "core/cache.h"
#include "core/command.h"
#include "core/commit.h"
#include "core/guard.h"
#include "core/hooks.h"
#include "core/json_build.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/repeat.h"
#include "core/replay.h"
#include "core/report.h"
#include "core/run.h"
#include "core/shell.h"
#include "core/user_dirs.h"

#include <sys/auxv.h>

/* One directory's run, and all that lives as long. */
struct job {
	const struct vb_create *create;
	const char *typed;
	struct vb_config config;
	struct vb_target target; /* as it was found */
	struct vb_run run;
};

static const char *find_variable(const char *const *entries, const char *name)
{
	size_t len = strlen(name);

	for (; entries && *entries; entries++)
		if (!strncmp(*entries, name, len) && (*entries)[len] == '=')
			return *entries + len + 1;
	return NULL;
}

/* The user's file: --config, VENVB_CONFIG, or the usual one, which alone may be missing. */
static int set_user_file(const struct vb_create *create, struct vb_arena *arena,
	struct vb_config_opts *opts, struct vb_err *err)
{
	const char *dir = vb_user_dir(arena, "XDG_CONFIG_HOME", ".config");
	const char *named = vb_command_value(create, "config", NULL);
	const char *variable = find_variable(create->cli->environ, "VENVB_CONFIG");

	if (named && !*named)
		return vb_err_set(err, VB_EUSAGE,
			"--config is empty: expected a file, or /dev/null for none");
	if (!named && variable && *variable)
		named = variable;
	opts->user_file_is_named = named != NULL;
	opts->user_file = named ? vb_path_absolute(arena, create->cwd, named)
			  : dir ? vb_path_join(arena, dir, "venvb/config.json")
				: NULL;
	if (named && !strcmp(opts->user_file, "/dev/null"))
		opts->user_file = NULL;
	return 0;
}

int vb_create_config_opts(const struct vb_create *create, struct vb_arena *arena,
	const char *parent, struct vb_config_opts *ret_opts, struct vb_err *err)
{
	*ret_opts = (struct vb_config_opts){
		.system_file = vb_path_join(arena, vb_paths.sysconfdir, "venvb/config.json"),
		.project_file = parent && !getauxval(AT_SECURE)
					? vb_path_join(arena, parent, "venvb.json")
					: NULL,
		.environ = create->cli->environ,
		.default_plugins = VB_DEFAULT_PLUGINS,
		.cwd = create->cwd,
	};
	return set_user_file(create, arena, ret_opts, err);
}

int vb_create_configure(const struct vb_create *create, struct vb_arena *arena, const char *parent,
	const struct vb_config_target *target, struct vb_err *err)
{
	struct vb_config_opts opts;
	int rc = vb_create_config_opts(create, arena, parent, &opts, err);

	if (rc == 0)
		rc = vb_config_load(
			arena, create->cli->log, &opts, target->request, target->config, err);
	return rc < 0 ? rc : vb_args_apply(&create->args, arena, target, create->cwd, err);
}

int vb_create_load_plugins(const struct vb_create *create, struct vb_arena *arena,
	const struct vb_config *config, struct vb_host **ret_host, struct vb_err *err)
{
	const char *dir = vb_user_dir(arena, "XDG_DATA_HOME", ".local/share");
	const struct vb_host_opts opts = {
		.plugindir = vb_paths.plugindir,
		.user_dir = dir ? vb_path_join(arena, dir, "venvb/plugins") : NULL,
		.policy_dir = vb_path_join(arena, vb_paths.sysconfdir, "venvb/policy.d"),
		.passes_over_policies = create->only_looks,
		.trust_files = create->args.flags[VB_FLAG_TRUST_PLUGIN],
	};

	return vb_host_new(arena, create->cli->log, config, &opts, ret_host, err);
}

static bool is_json(const struct vb_create *create)
{
	return create->args.flags[VB_FLAG_JSON];
}

/* What only the command line says decides what the target may be. */
static int find_target(struct job *job, struct vb_err *err)
{
	const struct vb_create *create = job->create;
	struct vb_arena *arena = job->run.arena;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target scratch = {&config, &request};
	struct vb_target_opts opts = {
		.arg = job->typed, .cwd = create->cwd, .home_dir = vb_user_home()};
	int rc = vb_args_apply(&create->args, arena, &scratch, create->cwd, err);

	if (rc == 0 && request.keep && !request.clear)
		return vb_err_set(err, VB_EUSAGE,
			"--keep leaves what --clear replaces beside the new environment: add "
			"--clear");
	opts.clear = request.clear;
	opts.upgrade = request.upgrade;
	opts.force = request.force;
	if (rc == 0)
		rc = vb_target_resolve(arena, &opts, &job->target, err);
	return rc < 0 ? rc : vb_target_check_name(&job->target, err);
}

/* What the user calls it: the last component of what was typed, unless that is no name. */
static const char *name_of(const struct job *job)
{
	const char *typed = vb_path_absolute(job->run.arena, job->create->cwd, job->typed);
	const char *name = vb_path_base(typed);

	return *name && strcmp(name, "..") ? name : job->target.name;
}

/* "--plugin=a --plugin=b": the switches that enable what is enabled by default. */
static const char *usual_plugins(struct vb_arena *arena)
{
	vb_auto_buf out = VB_BUF_INIT;

	for (const char *at = VB_DEFAULT_PLUGINS; *at;) {
		size_t len = strcspn(at, ",");

		vb_buf_addf(&out, "%s--plugin=%.*s", out.len ? " " : "", (int)len, at);
		at += len + (at[len] == ',');
	}
	return vb_arena_dup(arena, out.data, out.len);
}

static bool has_seeder(const struct vb_run *run)
{
	static const char *const moments[] = {"before", "replace", "after"};

	for (size_t i = 0; i < VB_COUNT(moments); i++)
		if (vb_hooks_any(run->host, "packages", moments[i]))
			return true;
	return false;
}

/* Asked for the newest of what nobody seeds. */
static int check_seeders(const struct vb_run *run, struct vb_err *err)
{
	const char *usual = usual_plugins(run->arena);

	if (run->request.seed != VB_SEED_NEWEST || has_seeder(run))
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"the newest packages were asked for, but no plugin is enabled that seeds any%s%s",
		*usual ? ": add " : "", usual);
}

static bool trusts_receipt(const struct job *job)
{
	return job->create->args.flags[VB_FLAG_TRUST_RECEIPT];
}

/* --from: the request of another environment, below what this command line says. */
static int repeat(struct job *job, struct vb_err *err)
{
	const char *from = vb_command_value(job->create, "from", NULL);
	const struct vb_receipt *receipt;
	int rc;

	if (!from)
		return 0;
	rc = vb_replay_read(job->run.arena, job->create->cwd, from, &receipt, err);
	if (rc == 0)
		rc = vb_replay_configure(
			&job->run, &job->config, receipt, trusts_receipt(job), err);
	return rc < 0 ? vb_err_wrap(err, "--from") : 0;
}

static int prepare(struct job *job, struct vb_err *err)
{
	struct vb_run *run = &job->run;
	const struct vb_config_target target = {&job->config, &run->request};
	int rc = find_target(job, err);

	if (rc == 0)
		rc = vb_create_configure(job->create, run->arena, job->target.parent, &target, err);
	if (rc < 0)
		return rc;
	rc = repeat(job, err);
	if (rc < 0)
		return rc;
	run->target = &job->target;
	run->request.target = job->target.path;
	run->request.name = name_of(job);
	rc = vb_create_load_plugins(job->create, run->arena, &job->config, &run->host, err);
	if (rc < 0 && run->repeats && !trusts_receipt(job))
		return vb_repeat_blame(err);
	if (rc == 0)
		rc = check_seeders(run, err);
	if (rc == 0)
		rc = vb_cache_open(run->arena, run->log, run->request.cache_dir, run->request.cache,
			&run->cache, err);
	if (rc < 0 || !run->repeats)
		return rc;
	vb_replay_compare(run);
	return vb_replay_choose(run, trusts_receipt(job), err);
}

static int execute(struct job *job, struct vb_err *err)
{
	struct vb_run *run = &job->run;
	int rc = 0;

	run->plan = vb_plan_new(run->arena);
	if (!run->request.dry_run)
		rc = vb_commit_begin(run, &job->target, &run->commit, err);
	if (rc < 0)
		return rc;
	if (run->commit)
		job->target = *vb_commit_target(run->commit); /* as it is under the lock */
	return vb_pipeline_run(run, err);
}

/* An environment without pip surprises who did not ask for it. */
static void note_missing_seed(const struct job *job)
{
	const struct vb_run *run = &job->run;
	const char *usual = usual_plugins(run->arena);

	if (run->request.seed == VB_SEED_NO || has_seeder(run))
		return;
	if (*usual)
		vb_notice(run->log,
			"no plugin is enabled that seeds packages, so there is no pip: %s brings "
			"it",
			usual);
	else
		vb_notice(run->log, "no plugin is enabled that seeds packages, so there is no pip: "
				    "'python -m ensurepip' in the environment brings it");
}

static int tell(struct job *job, struct vb_err *err)
{
	const struct vb_create *create = job->create;
	const struct vb_report report = {&job->run, &job->target, job->typed,
		vb_shell_of_user(job->run.arena, getenv("SHELL"))};
	vb_auto_buf out = VB_BUF_INIT;

	note_missing_seed(job);
	if (is_json(create)) {
		vb_json_append(create->results, vb_report_json(&report));
		return 0;
	}
	if (job->run.request.dry_run)
		vb_report_tree(&report, &out);
	else if (!create->args.flags[VB_FLAG_QUIET])
		vb_report_line(&report, &out);
	return vb_cli_print(create->cli, &out, err);
}

/* The lock is given back before anything is printed: who reads that may take long. */
static int run_job(struct job *job, struct vb_err *err)
{
	int rc;

	vb_guard_attend(&job->run);
	rc = prepare(job, err);
	if (rc == 0)
		rc = execute(job, err);
	if (job->run.commit)
		vb_commit_end(&job->run);
	if (rc == 0)
		rc = tell(job, err);
	if (job->run.host)
		vb_host_done(job->run.host);
	if (job->run.cache)
		vb_cache_done(job->run.cache);
	vb_guard_attend(NULL);
	return rc;
}

int vb_create_one(struct vb_create *create, const char *typed, struct vb_err *err)
{
	struct job job = {
		.create = create,
		.typed = typed,
		.run =
			{
				.arena = vb_arena_new(),
				.log = create->cli->log,
				.argv = create->cli->argv,
				.umask = create->cli->umask,
				.cwd = create->cwd,
			},
	};
	int rc = run_job(&job, err);

	if (rc < 0 && create->args.operand_count > 1)
		vb_err_wrap(err, "%s", typed);
	if (rc < 0 && is_json(create))
		vb_json_append(create->results, vb_report_error_json(typed, err));
	vb_arena_free(job.run.arena);
	return rc;
}
