/* SPDX-License-Identifier: MIT */
/* From words to a command that runs. */
#include "core/command.h"

#include "core/json.h"
#include "core/report.h"
#include "core/switches.h"
#include "core/user_dirs.h"

#include <errno.h>

bool vb_command_is_json(const struct vb_create *command)
{
	return command->args.flags[VB_FLAG_JSON];
}

const char *vb_command_value(
	const struct vb_create *command, const char *name, const char *otherwise)
{
	for (size_t i = command->args.setting_count; i-- > 0;)
		if (!strcmp(command->args.settings[i].by->name, name))
			return command->args.settings[i].value;
	return otherwise;
}

struct vb_target_opts vb_command_target(const struct vb_create *command)
{
	return (struct vb_target_opts){
		.arg = command->args.operand_count ? command->args.operands[0] : ".venv",
		.cwd = command->cwd,
		.home_dir = vb_user_home()};
}

int vb_command_print_json(struct vb_create *command, json_t *json, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_json_print(json, &out);
	json_decref(command->results);
	command->results = json;
	return vb_cli_print(command->cli, &out, err);
}

void vb_command_set_level(const struct vb_args *args, struct vb_log *log)
{
	int level = VB_NOTICE + (int)args->flags[VB_FLAG_VERBOSE] - (int)args->flags[VB_FLAG_QUIET];

	if (level < VB_WARNING)
		log->line = NULL;
	log->level = level > VB_DEBUG ? VB_DEBUG : level < 0 ? VB_WARNING : level;
}

bool vb_command_wants_json(const char *const *words)
{
	for (; *words && strcmp(*words, "--"); words++)
		if (!strcmp(*words, "--json"))
			return true;
	return false;
}

int vb_command_begin_run(
	const struct vb_create *command, struct vb_run *ret_run, struct vb_err *err)
{
	const struct vb_cli *cli = command->cli;
	const struct vb_config none = {0};

	*ret_run = (struct vb_run){.arena = cli->arena,
		.log = cli->log,
		.argv = cli->argv,
		.umask = cli->umask,
		.cwd = command->cwd,
		.request = {.force = command->args.flags[VB_FLAG_FORCE]}};
	return vb_create_load_plugins(command, cli->arena, &none, &ret_run->host, err);
}

static int print_help(
	const struct vb_command *command, const struct vb_create *parsed, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_addf(&out, "Usage: %s\n", command->usage);
	vb_switches_help(command->switches, &out);
	return vb_cli_print(parsed->cli, &out, err);
}

static int check_operands(
	const struct vb_command *command, const struct vb_args *args, struct vb_err *err)
{
	if (args->operand_count < command->least)
		return vb_err_set(
			err, VB_EUSAGE, "it is not said of what: expected %s", command->operands);
	if (args->operand_count > command->most)
		return vb_err_set(err, VB_EUSAGE, "'%s' is too much: expected %s",
			args->operands[command->most], command->operands);
	return 0;
}

static int start(const struct vb_command *command, struct vb_create *parsed,
	const char *const *words, struct vb_err *err)
{
	struct vb_args *args = &parsed->args;
	int rc = vb_args_parse(parsed->cli->arena, command->switches, words, args, err);

	if (rc < 0)
		return rc;
	vb_command_set_level(args, parsed->cli->log);
	if (args->flags[VB_FLAG_HELP])
		return print_help(command, parsed, err);
	rc = check_operands(command, args, err);
	return rc < 0 ? rc : command->run(parsed, err);
}

int vb_command_run(const struct vb_command *command, struct vb_cli *cli, const char *const *words,
	struct vb_err *err)
{
	vb_auto_free char *cwd = getcwd(NULL, 0);
	struct vb_create parsed = {.cli = cli, .switches = command->switches, .cwd = cwd};
	vb_auto_err second = VB_ERR_INIT;
	int rc;

	if (!cwd)
		return vb_err_sys(err, errno, "finding the current directory");
	rc = start(command, &parsed, words, err);
	if (rc < 0 && !parsed.results && vb_command_wants_json(words))
		vb_command_print_json(&parsed, vb_report_error_json(NULL, err), &second);
	json_decref(parsed.results);
	return rc;
}
