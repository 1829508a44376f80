/* SPDX-License-Identifier: MIT */
/* One plugin: where it is, whether it is trusted, and what it says when it is loaded elsewhere. */
#include "core/plugin_survey.h"

#include "core/child.h"
#include "core/host.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/option.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/user_dirs.h"

#include <errno.h>

enum { USUAL_SECONDS = 10, MOST_SECONDS = 3600 };

static const char *const type_names[] = {
	[VENVB_STRING] = "string",
	[VENVB_BOOL] = "bool",
	[VENVB_NUMBER] = "number",
	[VENVB_CHOICE] = "choice",
	[VENVB_PATH] = "path",
	[VENVB_LIST] = "list",
	[VENVB_URL] = "url",
};

/* What the process that loads it knows. */
struct loading {
	const struct vb_survey *survey;
	const struct vb_plugin_config *subject;
	const struct vb_plugin_file *file;
};

static int read_time_limit(struct vb_survey *survey, struct vb_err *err)
{
	const char *text = vb_command_value(survey->command, "time-limit", NULL);
	char *end;
	long seconds = USUAL_SECONDS;

	if (text) {
		errno = 0;
		seconds = strtol(text, &end, 10);
		if (errno || end == text || *end || seconds < 1 || seconds > MOST_SECONDS)
			return vb_err_set(err, VB_EUSAGE,
				"--time-limit is '%s': expected seconds, 1 to %d", text,
				MOST_SECONDS);
	}
	survey->time_limit_ms = (int)seconds * 1000;
	return 0;
}

int vb_survey_init(struct vb_survey *survey, const struct vb_create *command, struct vb_err *err)
{
	struct vb_arena *arena = command->cli->arena;
	const char *dir = vb_user_dir(arena, "XDG_DATA_HOME", ".local/share");
	const struct vb_config_target target = {&survey->config, &survey->request};

	*survey = (struct vb_survey){
		.command = command,
		.arena = arena,
		.places =
			{
				.plugindir = vb_paths.plugindir,
				.user_dir = dir ? vb_path_join(arena, dir, "venvb/plugins") : NULL,
				.policy_dir =
					vb_path_join(arena, vb_paths.sysconfdir, "venvb/policy.d"),
				.trust_files = command->args.flags[VB_FLAG_TRUST_PLUGIN],
			},
	};
	if (read_time_limit(survey, err) < 0)
		return -VB_EUSAGE;
	vb_survey_read_policies(survey);
	return vb_create_configure(command, arena, command->cwd, &target, err);
}

const struct vb_plugin_config *vb_survey_subject(const struct vb_survey *survey, const char *what)
{
	struct vb_plugin_config *subject = vb_arena_one(survey->arena, struct vb_plugin_config);

	subject->enabled = true;
	if (strchr(what, '/'))
		subject->file = vb_path_absolute(survey->arena, survey->command->cwd, what);
	else
		subject->name = vb_arena_str(survey->arena, what);
	return subject;
}

const struct vb_plugin_config *vb_survey_enabled(
	const struct vb_survey *survey, const char *name, const char *file)
{
	for (size_t i = 0; i < survey->config.plugin_count; i++) {
		const struct vb_plugin_config *said = &survey->config.plugins[i];

		if ((said->name && name && !strcmp(said->name, name)) ||
			(said->file && file && !strcmp(said->file, file)))
			return said;
	}
	return NULL;
}

static json_t *names_json(const char *const *names)
{
	json_t *array = vb_json_array();

	for (; *names; names++)
		vb_json_append(array, vb_json_text(*names));
	return array;
}

static json_t *hooks_json(const struct vb_descriptor *descriptor)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < descriptor->hook_count; i++) {
		const struct venvb_hook *hook = &descriptor->hooks[i];
		const struct vb_stage *stage = vb_stage_find(hook->stage);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "stage", hook->stage);
		vb_json_put_text(object, "moment", hook->moment);
		vb_json_put_bool(object, "required", hook->flags & VENVB_HOOK_REQUIRED);
		vb_json_put_bool(
			object, "known", stage && stage->moments & vb_moment_find(hook->moment));
	}
	return array;
}

/* Whether SAID is of the plugin that is looked at, by whatever it is called. */
static bool is_about(const struct vb_plugin_config *said, const struct vb_plugin_config *subject,
	const char *name)
{
	return (said->name && !strcmp(said->name, name)) ||
	       (said->file && subject->file && !strcmp(said->file, subject->file));
}

/* Where a value was said: what the configuration knows of the layer that won. */
static const char *source_of(const struct loading *loading, const struct vb_host_plugin *plugin,
	const struct vb_plugin_option *option)
{
	const struct vb_config *config = &loading->survey->config;
	const char *source = plugin->policy ? plugin->policy->file : NULL;

	for (size_t i = 0; !plugin->policy && i < config->plugin_count; i++) {
		const struct vb_plugin_config *said = &config->plugins[i];

		if (!is_about(said, loading->subject, plugin->plugin.actor.name))
			continue;
		for (size_t k = 0; k < said->value_count; k++)
			if (!strcmp(said->values[k].key, option->name) &&
				said->values[k].layer == option->layer)
				source = said->values[k].source;
	}
	return source;
}

/* With the values of a run when there are such, else only as they are declared. */
static json_t *options_json(const struct loading *loading, const struct vb_host *host,
	const struct vb_host_plugin *plugin, bool has_values)
{
	struct vb_arena *arena = loading->survey->arena;
	json_t *array = vb_json_array();

	for (size_t i = 0; i < plugin->descriptor.option_count; i++) {
		const struct venvb_option *declared = &plugin->descriptor.options[i];
		bool is_secret = declared->flags & VENVB_OPTION_SECRET;
		json_t *object = vb_json_append_object(array);
		struct vb_plugin_option option;

		vb_json_put_text(object, "name", declared->name);
		vb_json_put_text(object, "type", type_names[declared->type]);
		vb_json_put_text(object, "summary", declared->summary);
		vb_json_put_text(object, "argument", declared->argument);
		vb_json_put_text(object, "choices", declared->choices);
		vb_json_put_text(object, "default",
			is_secret && declared->default_value ? "***" : declared->default_value);
		vb_json_put_bool(object, "secret", is_secret);
		vb_json_put_bool(object, "project", declared->flags & VENVB_OPTION_PROJECT);
		if (!has_values || !vb_host_option(host, &plugin->plugin, i, arena, &option))
			continue;
		vb_json_put_text(object, "value", option.value);
		vb_json_put_text(
			object, "origin", option.value ? vb_layer_name(option.layer) : NULL);
		vb_json_put_text(object, "source", source_of(loading, plugin, &option));
	}
	return array;
}

/* What the configuration says of it by its path is for it, too. */
static void relate(
	struct vb_host *host, struct vb_host_plugin *plugin, const struct loading *loading)
{
	const struct vb_config *config = &loading->survey->config;

	host->enabled =
		vb_arena_array(host->arena, config->plugin_count, sizeof(struct vb_host_plugin *));
	for (size_t i = 0; i < config->plugin_count; i++)
		if (is_about(&config->plugins[i], loading->subject, plugin->plugin.actor.name))
			host->enabled[i] = plugin;
}

static void describe(
	const struct loading *loading, const struct vb_descriptor *descriptor, json_t *object)
{
	const struct vb_survey *survey = loading->survey;
	const struct vb_plugin_file *file = loading->file;
	struct vb_host *host = vb_host_empty(survey->arena, survey->command->cli->log, 1);
	struct vb_host_plugin *plugin = vb_host_add(host, descriptor, file->tier, file->path);
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	if (file->tier == VB_TIER_POLICY)
		plugin->policy = vb_survey_policy(survey, descriptor->name);
	relate(host, plugin, loading);
	rc = vb_host_finish(host, &survey->config, &err);
	vb_json_put_text(object, "name", descriptor->name);
	vb_json_put_text(object, "version", descriptor->version);
	vb_json_put_text(object, "summary", descriptor->summary);
	vb_json_put_text(object, "licence", descriptor->licence);
	vb_json_put_bool(object, "project", descriptor->flags & VENVB_PLUGIN_PROJECT);
	vb_json_put(object, "options", options_json(loading, host, plugin, rc == 0));
	vb_json_put(object, "hooks", hooks_json(descriptor));
	vb_json_put(object, "before", names_json(descriptor->before));
	vb_json_put(object, "after", names_json(descriptor->after));
	if (rc < 0)
		vb_json_put_text(object, "error", err.msg);
}

static void load(struct vb_child *child, void *user)
{
	const struct loading *loading = user;
	json_t *object = vb_json_object();
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	struct vb_descriptor descriptor;

	vb_child_doing(child, "while it was loaded");
	if (vb_plugin_load(loading->survey->arena, loading->file, &descriptor, &err) < 0)
		vb_json_put_text(object, "error", err.msg);
	else
		describe(loading, &descriptor, object);
	vb_json_print(object, &text);
	vb_child_say(child, text.data, text.len);
	json_decref(object);
}

/* What the process said, or what became of it. */
static int take_result(const struct vb_child_result *result, const struct vb_child_opts *opts,
	json_t *object, struct vb_err *err)
{
	static const char ours[] = "venvb: ";
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *said = NULL;

	if (result->end == VB_CHILD_EXITED && strncmp(result->errors, ours, strlen(ours)) == 0) {
		/* The guard has seen it, and said so. */
		const char *line = result->errors + strlen(ours);

		vb_buf_add(&text, line, strcspn(line, "\n"));
		vb_json_put_text(object, "error", text.data);
		return 0;
	}
	if (result->end != VB_CHILD_FINISHED) {
		vb_buf_adds(&text, "the plugin ");
		vb_child_describe(result, opts, &text);
		vb_buf_addf(&text, " %s", result->doing);
		vb_json_put_text(object, "error", text.data);
		return 0;
	}
	if (vb_json_parse(result->text, result->len, "plugin", &said, err) < 0)
		return vb_err_wrap(err, "what the plugin says of itself");
	if (json_object_update(object, said) < 0)
		vb_oom();
	return 0;
}

int vb_survey_plugin(const struct vb_survey *survey, const struct vb_plugin_config *subject,
	const struct vb_host_opts *places, json_t *object, struct vb_err *err)
{
	const struct vb_child_opts opts = {.time_limit_ms = survey->time_limit_ms};
	struct vb_plugin_file file = {.fd = -1};
	struct loading loading = {survey, subject, &file};
	struct vb_child_result result;
	vb_auto_err refusal = VB_ERR_INIT;
	int rc = vb_plugin_find(survey->arena, subject, places, &file, &refusal);

	vb_json_put_bool(object, "trusted", rc == 0);
	if (rc < 0) {
		vb_json_put_text(object, "error", refusal.msg);
		return 0;
	}
	if (file.tier == VB_TIER_SYSTEM && vb_survey_policy(survey, file.name))
		file.tier = VB_TIER_POLICY;
	vb_json_put_text(object, "file", file.path);
	vb_json_put_text(object, "tier", vb_tier_name(file.tier));
	rc = vb_child_run(survey->arena, &opts, load, &loading, &result, err);
	vb_close_fd(&file.fd);
	return rc < 0 ? rc : take_result(&result, &opts, object, err);
}
