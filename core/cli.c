/* SPDX-License-Identifier: MIT */
/* The table of commands, the help of venvb itself, and what to say when none is meant. */
#include "core/cli.h"

#include "core/fsat.h"
#include "core/nearest.h"
#include "core/quote.h"
#include "core/switches.h"

static const struct command {
	const char *name;
	const char *summary;
	vb_command_fn *run;
} commands[] = {
	{"config", "show each value of the configuration, and its origin", vb_cmd_config},
	{"create", "make environments, or bring them up to date", vb_cmd_create},
	{"exec", "run a command in an environment", vb_cmd_exec},
	{"explain", "say who put the files of an environment there", vb_cmd_explain},
	{"inspect", "say what an environment is and how it is", vb_cmd_inspect},
	{"lock", "write down what an environment holds, to the hash", vb_cmd_lock},
	{"pipeline", "show the stages with the hooks of the plugins", vb_cmd_pipeline},
	{"plugin", "list, show, check and begin plugins", vb_cmd_plugin},
	{"remove", "remove environments", vb_cmd_remove},
	{"undo", "put back what create --clear --keep replaced", vb_cmd_undo},
	{"verify", "say what of an environment is not as it was made", vb_cmd_verify},
};

int vb_cli_print(const struct vb_cli *cli, const struct vb_buf *text, struct vb_err *err)
{
	vb_log_progress(cli->log, "", 0, 0);
	return vb_fsat_write_all(cli->output, "standard output", text->data, text->len, err);
}

static int print_help(const struct vb_cli *cli, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, "Usage: venvb COMMAND [OPTION]...\n"
			  "Builds Python virtual environments.\n"
			  "\nCommands:\n");
	for (size_t i = 0; i < VB_COUNT(commands); i++) {
		const char *label = vb_arena_printf(cli->arena, "  %s", commands[i].name);

		vb_switches_help_row(&out, label, commands[i].summary);
	}
	vb_buf_adds(&out, "\nOptions:\n");
	vb_switches_help(vb_switches_venvb, &out);
	vb_buf_adds(
		&out, "\n'venvb COMMAND --help' tells what a command takes, venvb(1) all of it.\n");
	return vb_cli_print(cli, &out, err);
}

static int print_version(const struct vb_cli *cli, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, "venvb " PACKAGE_VERSION "\n");
	return vb_cli_print(cli, &out, err);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Who names no command most likely names an environment, as with other programs of the kind. */
static int complain_unknown(const char *word, struct vb_err *err)
{
	const char *known[VB_COUNT(commands)], *nearest;
	vb_auto_buf quoted = VB_BUF_INIT;

	for (size_t i = 0; i < VB_COUNT(commands); i++)
		known[i] = commands[i].name;
	nearest = vb_nearest(word, known, VB_COUNT(known));
	if (nearest)
		return vb_err_set(err, VB_EUSAGE, "there is no command '%s': did you mean '%s'?",
			word, nearest);
	vb_quote_word(&quoted, vb_quote_sh, word);
	return vb_err_set(err, VB_EUSAGE,
		"there is no command '%s': did you mean: venvb create %s", word, quoted.data);
}

static int complain_missing(const char *word, struct vb_err *err)
{
	if (!word)
		return vb_err_set(err, VB_EUSAGE,
			"the command is missing: 'venvb create' makes an environment, 'venvb "
			"--help' shows all commands");
	return vb_err_set(err, VB_EUSAGE,
		"the command is missing before '%s': did you mean: venvb create %s …", word, word);
}

int vb_cli_run(struct vb_cli *cli, struct vb_err *err)
{
	const char *const *words = *cli->argv ? cli->argv + 1 : cli->argv;
	const struct command *command;
	struct vb_args args;
	int rc;

	if (*words && **words != '-') {
		command = find(*words);
		return command ? command->run(cli, words + 1, err) : complain_unknown(*words, err);
	}
	rc = vb_args_parse(cli->arena, vb_switches_venvb, words, &args, err);
	if (rc < 0) {
		vb_err_done(err);
		return complain_missing(*words, err);
	}
	if (args.flags[VB_FLAG_HELP])
		return print_help(cli, err);
	if (args.flags[VB_FLAG_VERSION])
		return print_version(cli, err);
	return complain_missing(NULL, err);
}
