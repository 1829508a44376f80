/* SPDX-License-Identifier: MIT */
/* `venvb plugin show`: what one plugin says of itself, and the values its options have. */
#include "core/plugin_commands.h"

#include "core/json_build.h"
#include "core/plugin_survey.h"
#include "core/printable.h"
#include "core/switches.h"

enum { WIDTH = 10 };

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool has(const json_t *object, const char *key)
{
	return *text_of(object, key);
}

static void add_line(struct vb_buf *out, const char *label, const char *text)
{
	if (!*text)
		return;
	vb_buf_addf(out, "%-*s", WIDTH, label);
	vb_printable_add(out, text, strlen(text));
	vb_buf_addch(out, '\n');
}

static void add_names(struct vb_buf *out, const char *label, const json_t *names)
{
	vb_auto_buf text = VB_BUF_INIT;
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
		vb_buf_addf(&text, "%s%s", i ? ", " : "", json_string_value(name));
	add_line(out, label, text.data);
}

static void add_hooks(struct vb_buf *out, const json_t *hooks)
{
	const json_t *hook;
	size_t i;

	json_array_foreach(hooks, i, hook)
	{
		bool is_known = json_is_true(json_object_get(hook, "known"));
		bool is_required = json_is_true(json_object_get(hook, "required"));
		vb_auto_buf text = VB_BUF_INIT;

		vb_buf_addf(&text, "%s %s%s%s", text_of(hook, "moment"), text_of(hook, "stage"),
			is_known ? "" : ", which this venvb does not have",
			is_required || is_known ? "" : ": left out");
		add_line(out, i ? "" : "hooks", text.data);
	}
}

/* "  pip=VERSION   which pip", then its type, default and value below. */
static void add_option(struct vb_buf *out, const json_t *option)
{
	const char *type = text_of(option, "type");
	const char *argument = has(option, "choices") ? "choices" : "argument";
	vb_auto_buf label = VB_BUF_INIT, facts = VB_BUF_INIT;

	vb_buf_addf(&label, "  %s=%s", text_of(option, "name"),
		has(option, argument)   ? text_of(option, argument)
		: !strcmp(type, "bool") ? "yes|no"
					: type);
	vb_switches_help_row(out, label.data, text_of(option, "summary"));
	vb_buf_addf(&facts, "%s%s", type,
		json_is_true(json_object_get(option, "secret")) ? ", secret" : "");
	if (has(option, "default"))
		vb_buf_addf(&facts, ", default %s", text_of(option, "default"));
	if (!has(option, "origin"))
		vb_buf_adds(&facts, ", not set");
	else if (has(option, "source"))
		vb_buf_addf(&facts, ", now %s (%s)", text_of(option, "value"),
			text_of(option, "source"));
	else if (strcmp(text_of(option, "origin"), "builtin") != 0)
		vb_buf_addf(&facts, ", now %s (%s)", text_of(option, "value"),
			text_of(option, "origin"));
	vb_switches_help_row(out, "", facts.data);
}

static void show(const json_t *object, struct vb_buf *out)
{
	const json_t *options = json_object_get(object, "options"), *option;
	vb_auto_buf plain = VB_BUF_INIT;
	size_t i;

	add_line(out, "name", text_of(object, "name"));
	add_line(out, "version", text_of(object, "version"));
	add_line(out, "summary", text_of(object, "summary"));
	add_line(out, "licence", text_of(object, "licence"));
	add_line(out, "file", text_of(object, "file"));
	add_line(out, "tier", text_of(object, "tier"));
	add_line(out, "trusted", json_is_true(json_object_get(object, "trusted")) ? "yes" : "no");
	add_line(out, "enabled", text_of(object, "enabled-by"));
	add_names(out, "before", json_object_get(object, "before"));
	add_names(out, "after", json_object_get(object, "after"));
	add_hooks(out, json_object_get(object, "hooks"));
	if (json_array_size(options))
		vb_buf_adds(out, "options\n");
	json_array_foreach(options, i, option) add_option(&plain, option);
	vb_printable_add(out, plain.data, plain.len);
}

/* "yes, by FILE:LINE", "no" */
static void add_enabled(
	const struct vb_survey *survey, const struct vb_plugin_config *subject, json_t *object)
{
	const struct vb_plugin_config *said =
		vb_survey_enabled(survey, subject->name, subject->file);
	const struct vb_policy *policy = vb_survey_policy(survey, text_of(object, "name"));
	vb_auto_buf text = VB_BUF_INIT;

	if (policy && !strcmp(text_of(object, "tier"), vb_tier_name(VB_TIER_POLICY)))
		said = &policy->plugin;
	vb_json_put_bool(object, "enabled", said && said->enabled);
	vb_buf_addf(&text, "%s", said && said->enabled ? "yes" : "no");
	if (said && (said->enabled || said->layer != VB_LAYER_BUILTIN))
		vb_buf_addf(&text, " (%s)", said->source ? said->source : "default");
	vb_json_put_text(object, "enabled-by", text.data);
}

static int run(struct vb_create *command, struct vb_err *err)
{
	json_auto_t *object = vb_json_object();
	const char *what = command->args.operands[0], *error;
	const struct vb_plugin_config *subject;
	vb_auto_buf out = VB_BUF_INIT;
	struct vb_survey survey;
	int rc = vb_survey_init(&survey, command, err);

	if (rc < 0)
		return rc;
	subject = vb_survey_subject(&survey, what);
	rc = vb_survey_plugin(&survey, subject, &survey.places, object, err);
	if (rc < 0)
		return rc;
	add_enabled(&survey, subject, object);
	if (vb_command_is_json(command)) {
		rc = vb_command_print_json(command, json_incref(object), err);
	} else if (has(object, "file")) {
		show(object, &out);
		rc = vb_cli_print(command->cli, &out, err);
	}
	error = text_of(object, "error");
	return rc < 0 || !*error ? rc : vb_err_set(err, VB_EFAIL, "%s", error);
}

const struct vb_command vb_plugin_show_command = {
	.usage = "venvb plugin show [OPTION]... NAME|FILE\n"
		 "Shows what a plugin is: its options with their values, its hooks, where it is "
		 "from. FILE has a slash in it.",
	.switches = vb_switches_plugin_show,
	.least = 1,
	.most = 1,
	.operands = "NAME, or FILE with a slash in it",
	.run = run,
};
