/* SPDX-License-Identifier: MIT */
/* `venvb create --help`: the switches, and the options of the plugins that are enabled. */
#include "core/create.h"

#include "core/plugin.h"
#include "core/switches.h"

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

static void add_plugins_help(const struct vb_create *create, struct vb_buf *out)
{
	struct vb_arena *arena = create->cli->arena;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target target = {&config, &request};
	vb_auto_err err = VB_ERR_INIT;
	struct vb_host *host = NULL;
	int rc = vb_create_configure(create, arena, NULL, &target, &err);

	if (rc == 0)
		rc = vb_create_load_plugins(create, arena, &config, &host, &err);
	if (rc < 0)
		vb_buf_addf(out, "\nThe options of plugins cannot be shown: %s\n", err.msg);
	for (size_t i = 0; rc == 0 && i < vb_host_count(host); i++)
		add_plugin_help(host, vb_host_plugin(host, i), arena, out);
}

int vb_create_help(const struct vb_create *create, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out,
		"Usage: venvb create [OPTION]... [ENV_DIR]...\n"
		"Makes Python environments, by default in .venv, or brings them up to date.\n");
	vb_switches_help(create->switches, &out);
	add_plugins_help(create, &out);
	return vb_cli_print(create->cli, &out, err);
}
