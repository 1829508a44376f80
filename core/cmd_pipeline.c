/* SPDX-License-Identifier: MIT */
/* `venvb pipeline`: the stages in order, with what the built-in does and every hook. */
#include "core/command.h"

#include "core/host.h"
#include "core/json_build.h"
#include "core/switches.h"

enum { WIDTH = 10 }; /* of the names of moments */

/* The order of what happens in a stage. */
static const unsigned moments[] = {
	VB_MOMENT_BEFORE, VB_MOMENT_REPLACE, VB_MOMENT_AFTER, VB_MOMENT_CHECK, VB_MOMENT_FAILED};

/* What shows a stage: as text, or as JSON. */
struct view {
	const struct vb_host *host;
	const struct vb_stage *stage;
	struct vb_buf *text;
	json_t *hooks; /* of the stage; or NULL */
	bool is_replaced;
};

static void add_hook(struct view *view, const struct vb_host_hook *hook)
{
	const struct vb_plugin *plugin = &hook->plugin->plugin;
	const char *moment = vb_moment_name(hook->moment);
	const char *tier = vb_tier_name(plugin->actor.tier);
	json_t *object;

	view->is_replaced = view->is_replaced || hook->moment == VB_MOMENT_REPLACE;
	vb_buf_addf(view->text, "  %-*s%s %s (%s)\n", WIDTH, moment, plugin->actor.name,
		plugin->version, tier);
	object = vb_json_append_object(view->hooks);
	vb_json_put_text(object, "moment", moment);
	vb_json_put_text(object, "plugin", plugin->actor.name);
	vb_json_put_text(object, "version", plugin->version);
	vb_json_put_text(object, "tier", tier);
	vb_json_put_text(object, "file", plugin->path);
}

/* In the order in which they are called: `failed` backwards. */
static void add_moment(struct view *view, unsigned moment)
{
	const struct vb_host *host = view->host;

	for (size_t i = 0; i < host->hook_count; i++) {
		bool is_backwards = moment == VB_MOMENT_FAILED;
		const struct vb_host_hook *hook =
			&host->hooks[is_backwards ? host->hook_count - 1 - i : i];

		if (hook->stage == view->stage && hook->moment == moment)
			add_hook(view, hook);
	}
}

static void add_builtin(struct view *view)
{
	if (!(view->stage->moments & VB_MOMENT_FAILED))
		vb_buf_addf(view->text, "  %-*s%s\n", WIDTH,
			view->is_replaced ? "replaced" : "built-in", view->stage->summary);
}

static void show_stage(struct view *view, json_t *stages)
{
	json_t *object = vb_json_append_object(stages);

	view->hooks = vb_json_array();
	view->is_replaced = false;
	vb_buf_addf(view->text, "%s\n", view->stage->name);
	for (size_t i = 0; i < VB_COUNT(moments); i++) {
		/* What a stage does comes before all that is judged or called behind it. */
		if (moments[i] == VB_MOMENT_AFTER)
			add_builtin(view);
		add_moment(view, moments[i]);
	}
	vb_json_put_text(object, "stage", view->stage->name);
	vb_json_put_text(object, "built-in", view->stage->summary);
	vb_json_put_bool(object, "replaced", view->is_replaced);
	vb_json_put(object, "hooks", view->hooks);
}

static int load(struct vb_create *command, struct vb_host **ret_host, struct vb_err *err)
{
	struct vb_arena *arena = command->cli->arena;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target target = {&config, &request};
	int rc;

	command->only_looks = true;
	rc = vb_create_configure(command, arena, command->cwd, &target, err);

	return rc < 0 ? rc : vb_create_load_plugins(command, arena, &config, ret_host, err);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	json_t *stages = NULL;
	vb_auto_buf text = VB_BUF_INIT;
	struct view view = {.text = &text};
	struct vb_host *host;
	int rc = load(command, &host, err);

	if (rc < 0)
		return rc;
	stages = vb_json_array();
	view.host = host;
	for (view.stage = vb_stages; view.stage->name; view.stage++)
		show_stage(&view, stages);
	if (vb_command_is_json(command))
		return vb_command_print_json(command, stages, err);
	json_decref(stages);
	return vb_cli_print(command->cli, &text, err);
}

int vb_cmd_pipeline(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage =
			"venvb pipeline [OPTION]...\n"
			"Shows the stages of a run in order, and the hooks of the plugins that are "
			"enabled.",
		.switches = vb_switches_pipeline,
		.operands = "nothing but options",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
