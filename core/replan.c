/* SPDX-License-Identifier: MIT */
/* From a receipt to a request, a configuration and a dry run. */
#include "core/replan.h"

#include "core/cache.h"
#include "core/config_layer.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/repeat.h"

static struct vb_repeat repeat_of(struct vb_replan *replan)
{
	return (struct vb_repeat){.arena = replan->run.arena,
		.log = replan->run.log,
		.request = &replan->run.request,
		.config = &replan->config,
		.base = replan->run.request.target,
		.trusts_receipt = replan->trusts_receipt};
}

/* The request of the receipt; where the cache is and how long hooks may take is of today, and byte
 * code is not looked at. */
static int make_request(struct vb_replan *replan, const struct vb_environment *environment,
	const struct vb_request *today, struct vb_err *err)
{
	const struct vb_receipt *receipt = &environment->receipt;
	struct vb_request *request = &replan->run.request;
	const struct vb_repeat repeat = repeat_of(replan);
	int rc;

	vb_option_defaults(request, replan->run.arena);
	rc = vb_repeat_request(&repeat, receipt, err);
	request->cache = today->cache;
	request->cache_dir = today->cache_dir;
	request->hook_timeout = today->hook_timeout;
	request->compile = VB_COMPILE_NEVER;
	request->dry_run = true;
	request->target = environment->target.path;
	request->name = receipt->name ? receipt->name : environment->target.name;
	return rc;
}

static int choose_interpreter(
	struct vb_replan *replan, const struct vb_environment *environment, struct vb_err *err)
{
	const char *executable = environment->receipt.executable;
	const char *python = replan->run.request.python;

	if (!executable || *executable != '/')
		return vb_err_set(err, VB_EFAIL, "its receipt names no interpreter");
	if (access(executable, X_OK) < 0)
		return vb_err_set(err, VB_EFAIL, "its interpreter '%s' is gone", executable);
	if (replan->trusts_receipt ||
		vb_repeat_may_start(replan->run.arena, executable, environment->target.path)) {
		replan->run.interpreter = executable;
		return 0;
	}
	if (!python || !strchr(python, '/'))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"only its receipt names the interpreter '%s', which is not started for that: "
		"--trust-receipt does",
		executable);
}

static int check_interpreter(
	const struct vb_replan *replan, const struct vb_receipt *receipt, struct vb_err *err)
{
	const struct vb_interp *interp = replan->run.interp;
	const char *version = vb_interp_version(interp, replan->run.arena);

	if (receipt->executable && strcmp(interp->executable, receipt->executable) != 0)
		return vb_err_set(err, VB_EFAIL,
			"the interpreter would be '%s', and was '%s' (--trust-receipt takes that)",
			interp->executable, receipt->executable);
	if (receipt->version && strcmp(version, receipt->version) != 0)
		return vb_err_set(err, VB_EFAIL, "its interpreter was %s, and is %s now",
			receipt->version, version);
	return 0;
}

static int prepare(struct vb_replan *replan, const struct vb_create *command,
	const struct vb_environment *environment, struct vb_err *err)
{
	struct vb_run *run = &replan->run;
	struct vb_request today = {0};
	const struct vb_config_target target = {&replan->config, &today};
	struct vb_cli cli = *command->cli;
	struct vb_create rehearsed = *command;
	int rc = vb_create_configure(command, run->arena, NULL, &target, err);

	cli.log = &replan->log;
	rehearsed.cli = &cli;

	if (rc == 0)
		rc = make_request(replan, environment, &today, err);
	if (rc == 0) {
		const struct vb_repeat repeat = repeat_of(replan);

		rc = vb_repeat_plugins(&repeat, &environment->receipt, err);
	}
	if (rc == 0)
		rc = choose_interpreter(replan, environment, err);
	if (rc == 0)
		rc = vb_create_load_plugins(
			&rehearsed, run->arena, &replan->config, &run->host, err);
	if (rc == 0)
		rc = vb_cache_open(run->arena, run->log, run->request.cache_dir, run->request.cache,
			&run->cache, err);
	return rc;
}

/* The packages that no plugin seeded, but the receipt of another environment; NULL: none. */
static const struct vb_receipt *find_repeated(
	struct vb_arena *arena, const struct vb_receipt *receipt)
{
	struct vb_receipt *repeated = vb_arena_one(arena, struct vb_receipt);
	struct vb_receipt_package *packages =
		vb_arena_array(arena, receipt->package_count + 1, sizeof(*packages));

	*repeated = *receipt;
	repeated->packages = packages;
	repeated->package_count = 0;
	for (size_t i = 0; i < receipt->package_count; i++)
		if (vb_stage_find(receipt->packages[i].by))
			packages[repeated->package_count++] = receipt->packages[i];
	return repeated->package_count ? repeated : NULL;
}

int vb_replan(struct vb_replan *replan, const struct vb_create *command,
	const struct vb_environment *environment, struct vb_err *err)
{
	struct vb_run *run = &replan->run;
	int rc;

	replan->log = *command->cli->log;
	if (replan->log.level == VB_NOTICE)
		replan->log.level = VB_WARNING;
	*run = (struct vb_run){
		.arena = command->cli->arena,
		.log = &replan->log,
		.argv = command->cli->argv,
		.umask = command->cli->umask,
		.cwd = command->cwd,
		.target = &environment->target,
		.repeats = find_repeated(command->cli->arena, &environment->receipt),
	};
	rc = prepare(replan, command, environment, err);
	if (rc < 0)
		return rc;
	run->plan = vb_plan_new(run->arena);
	rc = vb_pipeline_run(run, err);
	return rc < 0 ? rc : check_interpreter(replan, &environment->receipt, err);
}

void vb_replan_done(struct vb_replan *replan)
{
	if (replan->run.host)
		vb_host_done(replan->run.host);
	if (replan->run.cache)
		vb_cache_done(replan->run.cache);
}
