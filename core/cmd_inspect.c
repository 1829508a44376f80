/* SPDX-License-Identifier: MIT */
/* `venvb inspect`: what an environment is, as it says itself, and how it is. */
#include "core/command.h"

#include "core/environment.h"
#include "core/health.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/kept.h"
#include "core/path.h"
#include "core/previous.h"
#include "core/printable.h"
#include "core/switches.h"

#include <sys/stat.h>

enum { COLUMN = 13 };

struct view {
	struct vb_arena *arena;
	struct vb_environment environment;
	const struct vb_ailment *ailments;
	size_t ailment_count;
	struct vb_buf text;
};

/* --- text ----------------------------------------------------------------------------------- */

/* A line; the label stands before the first of several only. */
static void add_line(struct view *view, const char *label, const char *text)
{
	vb_buf_addf(&view->text, "%-*s", COLUMN, label);
	vb_printable_add_line(&view->text, text, strlen(text));
	vb_buf_addch(&view->text, '\n');
}

static const char *or_unknown(const char *text)
{
	return text ? text : "unknown";
}

static void show_interpreter(struct view *view)
{
	const struct vb_environment *environment = &view->environment;
	const char *implementation = environment->implementation;

	add_line(view, "interpreter",
		vb_arena_printf(view->arena, "%s %s, %s%s",
			implementation ? implementation : "Python",
			environment->version ? environment->version : "of unknown version",
			environment->base ? environment->base : "of unknown place",
			!environment->base || environment->base_is_there ? "" : " (gone)"));
}

static void show_maker(struct view *view)
{
	const struct vb_environment *environment = &view->environment;
	const char *maker = environment->maker;

	if (maker && !strcmp(maker, "venv"))
		maker = "python -m venv";
	add_line(view, "made by",
		vb_arena_printf(view->arena, "%s%s%s", or_unknown(maker),
			environment->maker_version ? " " : "",
			environment->maker_version ? environment->maker_version : ""));
}

/* "3.12", or "a, b" of a list. */
static const char *join(struct vb_arena *arena, const struct vb_receipt_value *value)
{
	vb_auto_buf out = VB_BUF_INIT;

	for (size_t i = 0; i < value->count; i++)
		vb_buf_addf(&out, "%s%s", i ? ", " : "", value->values[i]);
	return vb_arena_dup(arena, out.data, out.len);
}

static void show_request(struct view *view)
{
	const struct vb_receipt *receipt = &view->environment.receipt;

	for (size_t i = 0; i < receipt->request_count; i++) {
		const struct vb_receipt_value *value = &receipt->request[i];
		const char *origin = value->origin ? value->origin : "unknown";

		add_line(view, i ? "" : "options",
			vb_arena_printf(view->arena, "%s = %s (%s)", value->key,
				join(view->arena, value), origin));
	}
}

static void show_plugins(struct view *view)
{
	const struct vb_receipt *receipt = &view->environment.receipt;

	for (size_t i = 0; i < receipt->plugin_count; i++) {
		const struct vb_receipt_plugin *plugin = &receipt->plugins[i];
		vb_auto_buf out = VB_BUF_INIT;

		vb_buf_addf(&out, "%s %s (%s)", plugin->name, plugin->version, plugin->tier);
		for (size_t k = 0; k < plugin->option_count; k++)
			vb_buf_addf(&out, ", %s = %s", plugin->options[k].key,
				join(view->arena, &plugin->options[k]));
		add_line(view, i ? "" : "plugins", out.data);
	}
}

static void show_packages(struct view *view)
{
	const struct vb_environment *environment = &view->environment;
	bool is_ours = vb_environment_is_ours(environment);

	for (size_t i = 0; i < environment->package_count; i++) {
		const struct vb_environment_package *package = &environment->packages[i];
		const char *by = package->by ? vb_arena_printf(view->arena, " (%s)", package->by)
				 : is_ours   ? " (added later)"
					     : "";

		add_line(view, i ? "" : "packages",
			vb_arena_printf(view->arena, "%s %s%s", package->installed.name,
				package->installed.version, by));
	}
	if (!environment->package_count)
		add_line(view, "packages", "none");
}

static void show_health(struct view *view)
{
	for (size_t i = 0; i < view->ailment_count; i++)
		add_line(view, i ? "" : "health",
			vb_arena_printf(view->arena, "%s%s",
				view->ailments[i].is_note ? "note: " : "",
				view->ailments[i].message));
	if (!view->ailment_count)
		add_line(view, "health", "good");
}

static void show_text(struct view *view)
{
	add_line(view, "environment", view->environment.target.path);
	show_interpreter(view);
	show_maker(view);
	show_request(view);
	show_plugins(view);
	show_packages(view);
	show_health(view);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static json_t *interpreter_json(const struct vb_environment *environment)
{
	json_t *object = vb_json_object();

	vb_json_put_text(object, "implementation", environment->implementation);
	vb_json_put_text(object, "version", environment->version);
	vb_json_put_text(object, "home", environment->target.home);
	vb_json_put_text(object, "executable", environment->base);
	vb_json_put_bool(object, "present", environment->base_is_there);
	return object;
}

static json_t *maker_json(const struct vb_environment *environment)
{
	json_t *object = vb_json_object();

	vb_json_put_text(object, "name", environment->maker);
	vb_json_put_text(object, "version", environment->maker_version);
	return object;
}

static json_t *cfg_json(const struct vb_environment *environment)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < environment->key_count; i++) {
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "key", environment->keys[i].name);
		vb_json_put_text(object, "value", environment->keys[i].value);
	}
	return array;
}

static void append_values(json_t *array, const struct vb_receipt_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *object = vb_json_append_object(array), *list = vb_json_array();

		for (size_t k = 0; k < values[i].count; k++)
			vb_json_append(list, vb_json_text(values[i].values[k]));
		vb_json_put_text(object, "name", values[i].key);
		vb_json_put(object, "values", list);
		vb_json_put_text(object, "origin", values[i].origin);
	}
}

static json_t *receipt_json(const struct vb_environment *environment)
{
	const struct vb_receipt *receipt = &environment->receipt;
	json_t *object = vb_json_object(), *request = vb_json_array(), *plugins = vb_json_array();

	append_values(request, receipt->request, receipt->request_count);
	for (size_t i = 0; i < receipt->plugin_count; i++) {
		json_t *plugin = vb_json_append_object(plugins), *options = vb_json_array();

		append_values(
			options, receipt->plugins[i].options, receipt->plugins[i].option_count);
		vb_json_put_text(plugin, "name", receipt->plugins[i].name);
		vb_json_put_text(plugin, "version", receipt->plugins[i].version);
		vb_json_put_text(plugin, "tier", receipt->plugins[i].tier);
		vb_json_put_text(plugin, "file", receipt->plugins[i].file);
		vb_json_put(plugin, "options", options);
	}
	vb_json_put_text(object, "venvb", receipt->venvb);
	vb_json_put_text(object, "path", receipt->path);
	vb_json_put(object, "request", request);
	vb_json_put(object, "plugins", plugins);
	return object;
}

static json_t *packages_json(const struct vb_environment *environment)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < environment->package_count; i++) {
		const struct vb_environment_package *package = &environment->packages[i];
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "name", package->installed.name);
		vb_json_put_text(object, "version", package->installed.version);
		vb_json_put_text(object, "site-packages", package->installed.site);
		vb_json_put_text(object, "by", package->by);
		vb_json_put_text(object, "sha256", package->sha256);
	}
	return array;
}

static json_t *health_json(const struct view *view)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < view->ailment_count; i++) {
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "code", view->ailments[i].code);
		vb_json_put_text(
			object, "severity", view->ailments[i].is_note ? "note" : "problem");
		vb_json_put_text(object, "message", view->ailments[i].message);
	}
	return array;
}

static bool is_healthy(const struct view *view)
{
	for (size_t i = 0; i < view->ailment_count; i++)
		if (!view->ailments[i].is_note)
			return false;
	return true;
}

static json_t *view_json(const struct view *view)
{
	const struct vb_environment *environment = &view->environment;
	json_t *object = vb_json_object();

	vb_json_put_text(object, "path", environment->target.path);
	vb_json_put_bool(object, "redirected", environment->target.redirected);
	vb_json_put_text(object, "prompt", environment->prompt);
	vb_json_put_bool(object, "system-site-packages", environment->sees_system_packages);
	vb_json_put(object, "interpreter", interpreter_json(environment));
	vb_json_put(object, "made-by", maker_json(environment));
	vb_json_put(object, "pyvenv-cfg", cfg_json(environment));
	vb_json_put(object, "receipt",
		environment->has_receipt ? receipt_json(environment) : json_null());
	vb_json_put(object, "packages", packages_json(environment));
	vb_json_put_bool(object, "healthy", is_healthy(view));
	vb_json_put(object, "health", health_json(view));
	return object;
}

/* --- what was there before ------------------------------------------------------------------ */

static int print_lines(struct vb_create *command, const char *const *lines, struct vb_err *err)
{
	vb_auto_buf out = VB_BUF_INIT;
	json_t *array;

	if (vb_command_is_json(command)) {
		array = vb_json_array();
		for (; *lines; lines++)
			vb_json_append(array, vb_json_text(*lines));
		return vb_command_print_json(command, array, err);
	}
	for (; *lines; lines++) {
		vb_printable_add_line(&out, *lines, strlen(*lines));
		vb_buf_addch(&out, '\n');
	}
	return vb_cli_print(command->cli, &out, err);
}

static int read_kept(struct vb_arena *arena, const struct vb_target *target,
	struct vb_environment *ret_kept, struct vb_err *err)
{
	const struct vb_target_opts opts = {.arg = vb_kept_path(arena, target), .cwd = "/"};
	struct stat st;

	if (lstat(opts.arg, &st) < 0)
		return vb_err_set(err, VB_EFAIL,
			"there is no '%s': only 'venvb create --clear --keep' leaves what it "
			"replaces",
			opts.arg);
	return vb_environment_read(arena, &opts, ret_kept, err);
}

static int show_previous(
	struct vb_create *command, const struct vb_environment *now, struct vb_err *err)
{
	struct vb_arena *arena = command->cli->arena;
	struct vb_environment kept;
	const char *const *lines;
	int rc = read_kept(arena, &now->target, &kept, err);

	if (rc < 0)
		return rc;
	lines = vb_previous_lacking(arena, &kept, now);
	vb_environment_done(&kept);
	return print_lines(command, lines, err);
}

/* -------------------------------------------------------------------------------------------- */

static int run(struct vb_create *command, struct vb_err *err)
{
	struct vb_arena *arena = command->cli->arena;
	struct view view = {.arena = arena, .text = VB_BUF_INIT};
	const struct vb_target_opts opts = vb_command_target(command);
	int rc = vb_environment_read(arena, &opts, &view.environment, err);

	if (rc < 0)
		return rc;
	if (command->args.flags[VB_FLAG_PREVIOUS]) {
		rc = show_previous(command, &view.environment, err);
		vb_environment_done(&view.environment);
		return rc;
	}
	vb_health_check(arena, &view.environment, &view.ailments, &view.ailment_count);
	vb_environment_done(&view.environment);
	if (vb_command_is_json(command))
		return vb_command_print_json(command, view_json(&view), err);
	show_text(&view);
	rc = vb_cli_print(command->cli, &view.text, err);
	vb_buf_done(&view.text);
	return rc;
}

int vb_cmd_inspect(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb inspect [OPTION]... [ENV_DIR]\n"
			 "Says what an environment is: its interpreter, who made it and how, its "
			 "packages, and\n"
			 "what is wrong with it. Without ENV_DIR it is .venv.",
		.switches = vb_switches_inspect,
		.most = 1,
		.operands = "one ENV_DIR",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
