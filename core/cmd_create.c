/* SPDX-License-Identifier: MIT */
/*
 * `venvb create`: for each directory in turn a request from the configuration, the plugins, the
 * target, and a run of the pipeline; then what there is to tell.
 */
#include "core/cache.h"
#include "core/cli.h"
#include "core/commit.h"
#include "core/user_dirs.h"
#include "core/hooks.h"
#include "core/json.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/quote.h"
#include "core/report.h"
#include "core/run.h"
#include "core/shell.h"
#include "core/switches.h"

#include <errno.h>

struct create {
	struct vb_cli *cli;
	const struct vb_switch *switches;
	struct vb_args args;
	char *cwd;
	json_t *results; /* with --json: an array */
};

/* One directory's run, and all that lives as long. */
struct job {
	const struct create *create;
	const char *typed;
	struct vb_config config;
	struct vb_target target; /* as it was found */
	struct vb_run run;
};

static bool is_json(const struct create *create)
{
	return create->args.flags[VB_FLAG_JSON];
}

/* All layers for an environment in the directory PARENT; NULL: without a project's file. */
static int configure(const struct create *create, struct vb_arena *arena, const char *parent,
	const struct vb_config_target *target, struct vb_err *err)
{
	const char *dir = vb_user_dir(arena, "XDG_CONFIG_HOME", ".config");
	const struct vb_config_opts opts = {
		.system_file = vb_path_join(arena, vb_paths.sysconfdir, "venvb/config.json"),
		.user_file = dir ? vb_path_join(arena, dir, "venvb/config.json") : NULL,
		.project_file = parent ? vb_path_join(arena, parent, "venvb.json") : NULL,
		.environ = create->cli->environ,
		.default_plugins = VB_DEFAULT_PLUGINS,
		.cwd = create->cwd,
	};
	int rc = vb_config_load(
		arena, create->cli->log, &opts, target->request, target->config, err);

	return rc < 0 ? rc : vb_args_apply(&create->args, arena, target, create->cwd, err);
}

static int load_plugins(const struct create *create, struct vb_arena *arena,
	const struct vb_config *config, struct vb_host **ret_host, struct vb_err *err)
{
	const char *dir = vb_user_dir(arena, "XDG_DATA_HOME", ".local/share");
	const struct vb_host_opts opts = {
		.plugindir = vb_paths.plugindir,
		.user_dir = dir ? vb_path_join(arena, dir, "venvb/plugins") : NULL,
		.policy_dir = vb_path_join(arena, vb_paths.sysconfdir, "venvb/policy.d"),
		.trust_files = create->args.flags[VB_FLAG_TRUST_PLUGIN],
	};

	return vb_host_new(arena, create->cli->log, config, &opts, ret_host, err);
}

/* What only the command line says decides what the target may be. */
static int find_target(struct job *job, struct vb_err *err)
{
	const struct create *create = job->create;
	struct vb_arena *arena = job->run.arena;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target scratch = {&config, &request};
	struct vb_target_opts opts = {
		.arg = job->typed, .cwd = create->cwd, .home_dir = vb_user_home()};
	int rc = vb_args_apply(&create->args, arena, &scratch, create->cwd, err);

	opts.clear = request.clear;
	opts.upgrade = request.upgrade;
	opts.force = request.force;
	return rc < 0 ? rc : vb_target_resolve(arena, &opts, &job->target, err);
}

/* What the user calls it: the last component of what was typed, unless that is no name. */
static const char *name_of(const struct job *job)
{
	const char *typed = vb_path_absolute(job->run.arena, job->create->cwd, job->typed);
	const char *name = vb_path_base(typed);

	return *name && strcmp(name, "..") ? name : job->target.name;
}

/* Asked for the newest of what nobody seeds. */
static int check_seeders(const struct vb_run *run, struct vb_err *err)
{
	static const char *const moments[] = {"before", "replace", "after"};

	for (size_t i = 0; i < VB_COUNT(moments); i++)
		if (vb_hooks_any(run->host, "packages", moments[i]))
			return 0;
	if (run->request.seed != VB_SEED_NEWEST)
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"the newest packages were asked for, but no plugin that is enabled seeds any%s",
		*VB_DEFAULT_PLUGINS ? ": enable one, as with --plugin=" VB_DEFAULT_PLUGINS : "");
}

static int prepare(struct job *job, struct vb_err *err)
{
	struct vb_run *run = &job->run;
	const struct vb_config_target target = {&job->config, &run->request};
	int rc = find_target(job, err);

	if (rc == 0)
		rc = configure(job->create, run->arena, job->target.parent, &target, err);
	if (rc < 0)
		return rc;
	run->request.target = job->target.path;
	run->request.name = name_of(job);
	rc = load_plugins(job->create, run->arena, &job->config, &run->host, err);
	if (rc == 0)
		rc = check_seeders(run, err);
	if (rc == 0)
		rc = vb_cache_open(run->arena, run->log, run->request.cache_dir, run->request.cache,
			&run->cache, err);
	return rc;
}

static int execute(struct job *job, struct vb_err *err)
{
	struct vb_run *run = &job->run;
	int rc = 0;

	run->plan = vb_plan_new(run->arena);
	if (!run->request.dry_run)
		rc = vb_commit_begin(run, &job->target, &run->commit, err);
	if (rc == 0)
		rc = vb_pipeline_run(run, err);
	return rc;
}

/* An environment without pip surprises who did not ask for it. */
static void note_missing_seed(const struct job *job)
{
	const struct vb_run *run = &job->run;
	vb_auto_buf python = VB_BUF_INIT;

	if (run->request.seed == VB_SEED_NO || vb_plan_package_count(run->plan))
		return;
	vb_quote_word(&python, vb_quote_sh, vb_path_join(run->arena, job->typed, "bin/python"));
	vb_notice(run->log, "no plugin seeded a package: to get pip, %s%s -m ensurepip",
		*VB_DEFAULT_PLUGINS ? "use --plugin=" VB_DEFAULT_PLUGINS ", or run " : "run ",
		python.data);
}

static int tell(struct job *job, struct vb_err *err)
{
	const struct create *create = job->create;
	const struct vb_report report = {&job->run, &job->target, job->typed,
		vb_shell_of_user(job->run.arena, getenv("SHELL"))};
	vb_auto_buf out = VB_BUF_INIT;

	note_missing_seed(job);
	if (is_json(create)) {
		json_array_append_new(create->results, vb_report_json(&report));
		return 0;
	}
	if (job->run.request.dry_run)
		vb_report_tree(&report, &out);
	else if (!create->args.flags[VB_FLAG_QUIET])
		vb_report_line(&report, &out);
	return vb_cli_print(create->cli, &out, err);
}

static int run_job(struct job *job, struct vb_err *err)
{
	int rc = prepare(job, err);

	if (rc == 0)
		rc = execute(job, err);
	if (rc == 0)
		rc = tell(job, err);
	if (job->run.commit)
		vb_commit_end(&job->run);
	if (job->run.cache)
		vb_cache_done(job->run.cache);
	return rc;
}

static int create_one(struct create *create, const char *typed, struct vb_err *err)
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
		json_array_append_new(create->results, vb_report_error_json(typed, err));
	vb_arena_free(job.run.arena);
	return rc;
}

/* One directory: its object; several: an array of those that were begun. */
static int print_results(const struct create *create, struct vb_err *err)
{
	bool is_single = create->args.operand_count <= 1;
	vb_auto_buf out = VB_BUF_INIT;

	vb_json_print(is_single ? json_array_get(create->results, 0) : create->results, &out);
	return vb_cli_print(create->cli, &out, err);
}

static int create_all(struct create *create, struct vb_err *err)
{
	static const char *const usual[] = {".venv", NULL};
	const char *const *typed = create->args.operand_count ? create->args.operands : usual;
	int rc = 0;

	while (rc == 0 && *typed)
		rc = create_one(create, *typed++, err);
	return rc;
}

static void add_plugin_help(const struct vb_host *host, const struct vb_plugin *plugin,
	struct vb_arena *arena, struct vb_buf *out)
{
	struct vb_plugin_option option;

	for (size_t i = 0; vb_host_option(host, plugin, i, arena, &option); i++) {
		if (!i)
			vb_buf_addf(out, "\nOptions of plugin %s, as in --plugin=%s,KEY=VALUE:\n",
				plugin->actor.name, plugin->actor.name);
		vb_switches_help_row(out,
			vb_arena_printf(arena, "      %s=%s", option.name,
				option.choices ? option.choices : option.argument),
			vb_arena_printf(arena, "%s%s%s%s", option.summary,
				option.default_value ? " [" : "",
				option.default_value ? option.default_value : "",
				option.default_value ? "]" : ""));
	}
}

/* What the plugins take is known only when they load: that they do not must not keep anybody
 * from reading the rest. */
static void add_plugins_help(const struct create *create, struct vb_buf *out)
{
	struct vb_arena *arena = create->cli->arena;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target target = {&config, &request};
	vb_auto_err err = VB_ERR_INIT;
	struct vb_host *host = NULL;
	int rc = configure(create, arena, NULL, &target, &err);

	if (rc == 0)
		rc = load_plugins(create, arena, &config, &host, &err);
	if (rc < 0)
		vb_buf_addf(out, "\nThe options of plugins cannot be shown: %s\n", err.msg);
	for (size_t i = 0; rc == 0 && i < vb_host_count(host); i++)
		add_plugin_help(host, vb_host_plugin(host, i), arena, out);
}

static int print_help(const struct create *create, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out,
		"Usage: venvb create [OPTION]... [ENV_DIR]...\n"
		"Makes Python virtual environments, by default in .venv, or brings them up "
		"to date.\n");
	vb_switches_help(create->switches, &out);
	add_plugins_help(create, &out);
	return vb_cli_print(create->cli, &out, err);
}

static void set_level(const struct create *create)
{
	int level = VB_NOTICE + (int)create->args.flags[VB_FLAG_VERBOSE] -
		    (int)create->args.flags[VB_FLAG_QUIET];

	if (level < VB_WARNING)
		create->cli->log->line = NULL;
	create->cli->log->level = level > VB_DEBUG ? VB_DEBUG : level < 0 ? VB_WARNING : level;
}

static int start(struct create *create, const char *const *words, struct vb_err *err)
{
	int rc = vb_args_parse(create->cli->arena, create->switches, words, &create->args, err);

	if (rc == 0)
		rc = vb_switches_check(&create->args, err);
	if (rc < 0)
		return rc;
	set_level(create);
	if (create->args.flags[VB_FLAG_HELP])
		return print_help(create, err);
	return create_all(create, err);
}

/* Also when the command line itself is wrong, who asked for JSON gets it. */
static bool wants_json(const char *const *words)
{
	for (; *words && strcmp(*words, "--"); words++)
		if (!strcmp(*words, "--json"))
			return true;
	return false;
}

int vb_cmd_create(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	json_auto_t *results = json_array();
	vb_auto_free char *cwd = getcwd(NULL, 0);
	struct create create = {
		.cli = cli,
		.switches = vb_switches_create(cli->arena),
		.cwd = cwd,
		.results = results,
	};
	vb_auto_err second = VB_ERR_INIT;
	int rc;

	if (!results)
		vb_oom();
	if (!cwd)
		return vb_err_sys(err, errno, "finding the current directory");
	rc = start(&create, words, err);
	if (!wants_json(words) || create.args.flags[VB_FLAG_HELP])
		return rc;
	if (rc == 0)
		return print_results(&create, err);
	if (!json_array_size(results))
		json_array_append_new(results, vb_report_error_json(NULL, err));
	print_results(&create, &second);
	return rc;
}
