/* SPDX-License-Identifier: MIT */
/* `venvb plugin`: which of its commands is meant. */
#include "core/plugin_commands.h"

#include "core/nearest.h"
#include "core/switches.h"

static const struct {
	const char *name;
	const char *summary;
	const struct vb_command *command;
} commands[] = {
	{"check", "try whether a plugin keeps the contract", &vb_plugin_check_command},
	{"list", "list the plugins that are installed", &vb_plugin_list_command},
	{"new", "begin a plugin of your own, from a template", &vb_plugin_new_command},
	{"show", "show what a plugin is, and its options", &vb_plugin_show_command},
};

static int print_help(const struct vb_cli *cli, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, "Usage: venvb plugin COMMAND [OPTION]...\n\nCommands:\n");
	for (size_t i = 0; i < VB_COUNT(commands); i++) {
		const char *label = vb_arena_printf(cli->arena, "  %s", commands[i].name);

		vb_switches_help_row(&out, label, commands[i].summary);
	}
	vb_switches_help(vb_switches_plugin, &out);
	return vb_cli_print(cli, &out, err);
}

static int complain(const char *word, struct vb_err *err)
{
	const char *known[VB_COUNT(commands)], *nearest;

	for (size_t i = 0; i < VB_COUNT(commands); i++)
		known[i] = commands[i].name;
	nearest = vb_nearest(word, known, VB_COUNT(known));
	if (nearest)
		return vb_err_set(err, VB_EUSAGE,
			"there is no command 'plugin %s': did you mean 'plugin %s'?", word,
			nearest);
	return vb_err_set(err, VB_EUSAGE,
		"there is no command 'plugin %s': 'venvb plugin --help' shows all", word);
}

int vb_cmd_plugin(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	struct vb_args args;
	int rc;

	for (size_t i = 0; *words && i < VB_COUNT(commands); i++)
		if (!strcmp(*words, commands[i].name))
			return vb_command_run(commands[i].command, cli, words + 1, err);
	if (*words && **words != '-')
		return complain(*words, err);
	rc = vb_args_parse(cli->arena, vb_switches_plugin, words, &args, err);
	if (rc < 0)
		return rc;
	if (args.flags[VB_FLAG_HELP])
		return print_help(cli, err);
	return vb_err_set(err, VB_EUSAGE,
		"the command is missing: 'venvb plugin list' lists plugins, 'venvb plugin --help' "
		"shows all commands");
}
