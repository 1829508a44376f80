/* SPDX-License-Identifier: MIT */
/* `venvb undo`: the environment that was kept and the one that is there change places. */
#include "core/command.h"

#include "core/json_build.h"
#include "core/kept.h"
#include "core/plugin.h"
#include "core/printable.h"
#include "core/replan.h"
#include "core/switches.h"
#include "core/user_dirs.h"

static const char *name_of(const struct vb_create *command)
{
	return command->args.operand_count ? command->args.operands[0] : ".venv";
}

static bool has_policies(const struct vb_host *host)
{
	for (size_t i = 0; i < vb_host_count(host); i++)
		if (vb_host_plugin(host, i)->actor.tier == VB_TIER_POLICY)
			return true;
	return false;
}

/* The policies judge what was kept as if it were made today, as far as its receipt tells. */
static int judge(const struct vb_create *command, const struct vb_target *target,
	const struct vb_target_opts *opts, struct vb_err *err)
{
	struct vb_replan replan = {.trusts_receipt = false};
	struct vb_environment kept;
	vb_auto_err why = VB_ERR_INIT;
	int rc = vb_environment_read(command->cli->arena, opts, &kept, &why);

	if (rc < 0)
		return 0;
	kept.target = *target;
	rc = kept.has_receipt ? vb_replan(&replan, command, &kept, &why)
			      : vb_err_set(&why, VB_EFAIL, "it has no receipt of venvb");
	vb_replan_done(&replan);
	vb_environment_done(&kept);
	if (rc < 0 && why.code == VB_EDENIED)
		return vb_err_set(err, VB_EDENIED, "%s", why.msg);
	if (rc < 0)
		vb_notice(
			command->cli->log, "the policies cannot judge what was kept: %s", why.msg);
	return 0;
}

static int judge_kept(const struct vb_create *command, const struct vb_run *run,
	const struct vb_target *target, struct vb_err *err)
{
	const struct vb_target_opts opts = {.arg = vb_kept_path(run->arena, target), .cwd = "/"};

	return has_policies(run->host) ? judge(command, target, &opts, err) : 0;
}

static int undo(const struct vb_create *command, struct vb_run *run, struct vb_target *target,
	struct vb_err *err)
{
	const struct vb_target_opts opts = {
		.arg = name_of(command), .cwd = command->cwd, .home_dir = vb_user_home()};
	int rc = vb_target_resolve(run->arena, &opts, target, err);

	if (rc == 0)
		rc = judge_kept(command, run, target, err);
	return rc < 0 ? rc : vb_kept_undo(run, target, err);
}

static int tell(struct vb_create *command, const struct vb_target *target, struct vb_err *err)
{
	const char *kept = vb_kept_path(command->cli->arena, target);
	bool is_exchanged = target->state != VB_ABSENT;
	vb_auto_buf line = VB_BUF_INIT, out = VB_BUF_INIT;

	if (vb_command_is_json(command)) {
		json_t *json = vb_json_object();

		vb_json_put_text(json, "environment", target->path);
		vb_json_put_text(json, "kept", is_exchanged ? kept : NULL);
		return vb_command_print_json(command, json, err);
	}
	if (command->args.flags[VB_FLAG_QUIET])
		return 0;
	vb_buf_addf(&line, "Put back %s", name_of(command));
	if (is_exchanged)
		vb_buf_adds(&line, "; what was there is kept, and undo again brings it back");
	vb_printable_add(&out, line.data, line.len);
	vb_buf_addch(&out, '\n');
	return vb_cli_print(command->cli, &out, err);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct vb_run run;
	struct vb_target target;
	int rc = vb_command_begin_run(command, &run, err);

	if (rc < 0)
		return rc;
	rc = undo(command, &run, &target, err);
	vb_host_done(run.host);
	return rc < 0 ? rc : tell(command, &target, err);
}

int vb_cmd_undo(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb undo [OPTION]... [ENV_DIR]\n"
			 "Puts back the environment that 'venvb create --clear --keep' replaced.\n"
			 "What is there now is kept in its stead. ENV_DIR is .venv unless said.",
		.switches = vb_switches_undo,
		.most = 1,
		.operands = "one ENV_DIR, or none",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
