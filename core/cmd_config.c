/* SPDX-License-Identifier: MIT */
/*
 * `venvb config`: each value that a run here would have, and where it came from; the files that
 * were looked at; the policies. It only looks, and so works while a policy is broken.
 */
#include "core/command.h"

#include "core/host.h"
#include "core/json_build.h"
#include "core/nearest.h"
#include "core/option.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/printable.h"
#include "core/switches.h"
#include "core/url.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { WIDEST = 44 }; /* of a column: what is wider sticks out */

struct row {
	const char *name, *value; /* a value of NULL: unset */
	enum vb_layer layer;
	const char *origin; /* NULL: built-in */
	const char *lock;   /* "FILE:LINE", or NULL */
	bool is_unused;     /* of a plugin that is not enabled */
	bool is_policy;
};

struct view {
	struct vb_create *command;
	struct vb_arena *arena;
	struct vb_config_opts opts;
	struct vb_request request;
	struct vb_config config;
	struct vb_host *host;
	struct row *rows;
	size_t count, room;
	struct vb_buf text;
	json_t *json;
};

static void add(struct view *view, const struct row *row)
{
	view->rows = vb_arena_grow(
		view->arena, view->rows, view->count, &view->room, sizeof(*view->rows));
	view->rows[view->count++] = *row;
}

static const char *masked(const struct view *view, const char *text)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (!text)
		return NULL;
	vb_url_add_masked(&out, text);
	return vb_arena_dup(view->arena, out.data, out.len);
}

/* Those that only the command line may set are of no interest, unless they are locked. */
static void add_options(struct view *view)
{
	const struct vb_request *request = &view->request;

	for (int id = 0; id < VB_OPT_COUNT; id++) {
		if (vb_options[id].flags & VB_OPTION_COMMAND_LINE && !request->lock[id])
			continue;
		add(view, &(struct row){
				  .name = vb_options[id].name,
				  .value = masked(view, vb_option_text(request, view->arena,
								(enum vb_option_id)id)),
				  .layer = request->origin[id],
				  .origin = request->source[id],
				  .lock = request->lock[id],
			  });
	}
}

static const char *find_lock(const struct view *view, const char *plugin, const char *key)
{
	const struct vb_config_lock *lock = vb_config_find_lock(&view->config, plugin, key);

	return lock ? lock->source : strcmp(key, "enable") ? NULL : view->config.plugins_lock;
}

/* What enabled a plugin of the run. */
static const struct vb_plugin_config *find_said(const struct view *view, size_t index)
{
	const struct vb_host *host = view->host;
	const struct vb_host_plugin *plugin = host->plugins[index];

	if (plugin->policy)
		return &plugin->policy->plugin;
	for (size_t i = 0; i < view->config.plugin_count; i++)
		if (host->enabled[i] == plugin)
			return &view->config.plugins[i];
	return NULL;
}

static void add_enabled(struct view *view, size_t index)
{
	const struct vb_plugin *plugin = vb_host_plugin(view->host, index);
	const struct vb_plugin_config *said = find_said(view, index);
	const char *name = plugin->actor.name;
	bool is_policy = plugin->actor.tier == VB_TIER_POLICY;
	struct vb_plugin_option option;

	add(view, &(struct row){
			  .name = vb_arena_printf(view->arena, "%s.enable", name),
			  .value = "yes",
			  .layer = said ? said->layer : VB_LAYER_BUILTIN,
			  .origin = said && said->layer != VB_LAYER_BUILTIN ? said->source : NULL,
			  .lock = find_lock(view, name, "enable"),
			  .is_policy = is_policy,
		  });
	for (size_t i = 0; vb_host_option(view->host, plugin, i, view->arena, &option); i++)
		add(view, &(struct row){
				  .name = vb_arena_printf(view->arena, "%s.%s", name, option.name),
				  .value = option.value,
				  .layer = option.layer,
				  .origin = option.source,
				  .lock = find_lock(view, name, option.name),
				  .is_policy = is_policy,
			  });
}

/* Whether a value is a secret is known to the plugin alone, which is not loaded. */
static void add_unused(struct view *view, const struct vb_plugin_config *said)
{
	const char *name = said->name ? said->name : said->file;
	bool is_said = said->layer != VB_LAYER_BUILTIN;

	add(view, &(struct row){
			  .name = vb_arena_printf(view->arena, "%s.enable", name),
			  .value = "no",
			  .layer = said->layer,
			  .origin = is_said ? said->source : NULL,
			  .lock = find_lock(view, name, "enable"),
		  });
	for (size_t i = 0; i < said->value_count; i++)
		add(view, &(struct row){
				  .name = vb_arena_printf(
					  view->arena, "%s.%s", name, said->values[i].key),
				  .value = "***",
				  .layer = said->values[i].layer,
				  .origin = said->values[i].source,
				  .lock = find_lock(view, name, said->values[i].key),
				  .is_unused = true,
			  });
}

static void collect(struct view *view)
{
	add_options(view);
	for (size_t i = 0; i < vb_host_count(view->host); i++)
		add_enabled(view, i);
	for (size_t i = 0; i < view->config.plugin_count; i++)
		if (!view->config.plugins[i].enabled)
			add_unused(view, &view->config.plugins[i]);
}

/* "NAME" is all that begins with "NAME.". */
static bool is_meant(const struct row *row, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(row->name, name, len) && (!row->name[len] || row->name[len] == '.');
}

static int complain_unknown(const struct view *view, const char *name, struct vb_err *err)
{
	const char **known = vb_arena_array(view->arena, view->count, sizeof(*known)), *nearest;

	for (size_t i = 0; i < view->count; i++)
		known[i] = view->rows[i].name;
	nearest = vb_nearest(name, known, view->count);
	if (nearest)
		return vb_err_set(err, VB_EUSAGE,
			"no value is called '%s' here: did you mean '%s'?", name, nearest);
	return vb_err_set(err, VB_EUSAGE,
		"no value is called '%s' here: 'venvb config' shows all, and --plugin=NAME those "
		"of one more plugin",
		name);
}

/* Leaves the rows that the operands name, in the order of rows. */
static int narrow(struct view *view, struct vb_err *err)
{
	const struct vb_args *args = &view->command->args;
	bool *is_wanted = vb_arena_array(view->arena, view->count, sizeof(*is_wanted));
	size_t left = 0;

	for (size_t k = 0; k < args->operand_count; k++) {
		size_t found = 0;

		for (size_t i = 0; i < view->count; i++) {
			if (!is_meant(&view->rows[i], args->operands[k]))
				continue;
			is_wanted[i] = true;
			found++;
		}
		if (!found)
			return complain_unknown(view, args->operands[k], err);
	}
	for (size_t i = 0; i < view->count; i++)
		if (!args->operand_count || is_wanted[i])
			view->rows[left++] = view->rows[i];
	view->count = left;
	return 0;
}

/* --- files and policies --------------------------------------------------------------------- */

static const char *state_of(const char *path)
{
	if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0)
		return "read";
	return errno == ENOENT || errno == ENOTDIR ? "absent" : strerror(errno);
}

static void add_file(struct view *view, const char *what, const char *path)
{
	json_t *object = vb_json_append_object(json_object_get(view->json, "files"));
	vb_auto_buf shown = VB_BUF_INIT;
	const char *state = path ? state_of(path) : "none";

	vb_json_put_text(object, "layer", what);
	vb_json_put_text(object, "file", path);
	vb_json_put_text(object, "state", state);
	if (path)
		vb_printable_add_line(&shown, path, strlen(path));
	vb_buf_addf(&view->text, "  %-8s %s%s(%s)\n", what, shown.data, path ? " " : "", state);
}

static const char *plugin_of(const struct view *view, const char *file)
{
	for (size_t i = 0; i < view->host->count; i++) {
		const struct vb_host_plugin *plugin = view->host->plugins[i];

		if (plugin->policy && !strcmp(plugin->policy->file, file))
			return plugin->plugin.actor.name;
	}
	return NULL;
}

/* Without a plugin it is broken, and why was a warning. */
static void add_policy(struct view *view, const char *file)
{
	json_t *object = vb_json_append_object(json_object_get(view->json, "policies"));
	const char *plugin = plugin_of(view, file);

	vb_json_put_text(object, "file", file);
	vb_json_put_text(object, "plugin", plugin);
	vb_json_put_bool(object, "broken", !plugin);
	vb_buf_addf(&view->text, "  %-8s %s (%s%s)\n", "policy", file, plugin ? "plugin " : "",
		plugin ? plugin : "broken");
}

static void add_policies(struct view *view)
{
	const char *dir = vb_path_join(
		view->arena, vb_path_dir(view->arena, view->opts.system_file), "policy.d");
	vb_auto_err ignored = VB_ERR_INIT;
	const char *const *files;
	size_t count;

	if (vb_policy_list(view->arena, dir, &files, &count, &ignored) < 0) {
		add_policy(view, dir);
		return;
	}
	for (size_t i = 0; i < count; i++)
		add_policy(view, files[i]);
}

/* --- showing -------------------------------------------------------------------------------- */

static void add_json(struct view *view, const struct row *row)
{
	json_t *object = vb_json_append_object(json_object_get(view->json, "values"));

	vb_json_put_text(object, "name", row->name);
	vb_json_put_text(object, "value", row->value);
	vb_json_put_text(object, "layer", row->is_policy ? "policy" : vb_layer_name(row->layer));
	vb_json_put_text(object, "origin", row->origin);
	vb_json_put_text(object, "lock", row->lock);
	vb_json_put_bool(object, "used", !row->is_unused);
}

static void add_column(struct view *view, const char *text, size_t width)
{
	vb_auto_buf shown = VB_BUF_INIT;
	size_t column;

	vb_printable_add_line(&shown, text, strlen(text));
	vb_buf_adds(&view->text, shown.data);
	for (column = vb_printable_width(shown.data); column < width; column++)
		vb_buf_addch(&view->text, ' ');
	vb_buf_adds(&view->text, "  ");
}

static size_t widen(size_t width, const char *text)
{
	size_t own = text ? vb_printable_width(text) : 1;

	return own > width && own <= WIDEST ? own : width;
}

static void add_rows(struct view *view)
{
	size_t name = 0, value = 0;

	for (size_t i = 0; i < view->count; i++) {
		name = widen(name, view->rows[i].name);
		value = widen(value, view->rows[i].value);
	}
	for (size_t i = 0; i < view->count; i++) {
		const struct row *row = &view->rows[i];
		const char *origin = row->origin ? row->origin : "built-in";
		vb_auto_buf shown = VB_BUF_INIT;

		add_json(view, row);
		add_column(view, row->name, name);
		add_column(view, row->value ? row->value : "-", value);
		vb_printable_add_line(&shown, origin, strlen(origin));
		vb_buf_addf(&view->text, "%s%s%s%s\n", shown.data, row->is_policy ? ", policy" : "",
			row->lock ? ", locked" : "",
			row->is_unused ? ", not used: the plugin is not enabled" : "");
	}
}

static int show(struct view *view, struct vb_err *err)
{
	vb_json_put(view->json, "files", vb_json_array());
	vb_json_put(view->json, "policies", vb_json_array());
	vb_json_put(view->json, "values", vb_json_array());
	if (!view->command->args.operand_count || vb_command_is_json(view->command)) {
		add_file(view, "system", view->opts.system_file);
		add_file(view, "user", view->opts.user_file);
		add_file(view, "project", view->opts.project_file);
		add_policies(view);
		vb_buf_addch(&view->text, '\n');
	}
	add_rows(view);
	if (vb_command_is_json(view->command))
		return vb_command_print_json(view->command, json_incref(view->json), err);
	return vb_cli_print(view->command->cli, &view->text, err);
}

static int load(struct view *view, struct vb_err *err)
{
	struct vb_create *command = view->command;
	const struct vb_config_target target = {&view->config, &view->request};
	int rc = vb_create_config_opts(command, view->arena, command->cwd, &view->opts, err);

	if (rc == 0)
		rc = vb_create_configure(command, view->arena, command->cwd, &target, err);
	if (rc == 0)
		rc = vb_create_load_plugins(command, view->arena, &view->config, &view->host, err);
	return rc;
}

/* A lock of what is spelled wrong locks nothing, and runs do not look at plugins that they do not
 * enable. */
static void warn_of_locks(const struct view *view)
{
	for (size_t i = 0; i < view->config.lock_count; i++) {
		const struct vb_config_lock *lock = &view->config.locks[i];
		const char *name = vb_arena_printf(view->arena, "%s.so", lock->plugin);

		if (access(vb_path_join(view->arena, vb_paths.plugindir, name), F_OK) < 0)
			vb_warn(view->command->cli->log,
				"%s: it locks '%s.%s', and no plugin '%s' is installed",
				lock->source, lock->plugin, lock->key, lock->plugin);
	}
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct view view = {.command = command, .arena = command->cli->arena, .text = VB_BUF_INIT};
	int rc;

	command->only_looks = true;
	rc = load(&view, err);
	if (rc == 0) {
		warn_of_locks(&view);
		collect(&view);
		rc = narrow(&view, err);
	}
	view.json = vb_json_object();
	if (rc == 0)
		rc = show(&view, err);
	json_decref(view.json);
	vb_buf_done(&view.text);
	return rc;
}

int vb_cmd_config(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb config [OPTION]... [NAME]...\n"
			 "Shows each value that a run in this directory would have, and where it "
			 "came from.\n"
			 "A NAME is that of an option, of a plugin, or PLUGIN.KEY.",
		.switches = vb_switches_pipeline,
		.most = SIZE_MAX,
		.operands = "names of values",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
