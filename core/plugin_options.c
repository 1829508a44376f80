/* SPDX-License-Identifier: MIT */
/*
 * The options of a plugin: what configuration and command line say of it, held against what it
 * declares. Every complaint says where the value came from and what was expected.
 */
#include "core/host.h"

#include "core/nearest.h"
#include "core/option.h"
#include "core/path.h"
#include "core/url.h"

#include <ctype.h>
#include <errno.h>

/* A value being read, and all that is known about it. */
struct setting {
	struct vb_host *host;
	const struct vb_host_plugin *plugin;
	const struct venvb_option *option;
	enum vb_layer layer;
	const char *source; /* "FILE:LINE", a variable, or NULL for the default */
	const char *base;   /* that a relative path is relative to, or NULL */
};

typedef const char *parse_fn(const struct setting *setting, const char *text);

static const char *parse_string(const struct setting *setting, const char *text)
{
	(void)setting;
	return text;
}

static const char *parse_bool(const struct setting *setting, const char *text)
{
	bool value;

	(void)setting;
	if (!vb_option_is_bool(text, &value))
		return NULL;
	return value ? "yes" : "no";
}

static const char *parse_number(const struct setting *setting, const char *text)
{
	char *end;

	(void)setting;
	errno = 0;
	strtoll(text, &end, 10);
	if (errno || end == text || *end || isspace((unsigned char)*text))
		return NULL;
	return text;
}

static const char *parse_choice(const struct setting *setting, const char *text)
{
	const char *at = setting->option->choices;
	size_t wanted = strlen(text), len;

	for (; *at; at += len + (at[len] == '|')) {
		len = strcspn(at, "|");
		if (len == wanted && !strncmp(at, text, len))
			return text;
	}
	return NULL;
}

static const char *parse_path(const struct setting *setting, const char *text)
{
	if (!*text || (*text != '/' && !setting->base))
		return NULL;
	return vb_path_absolute(setting->host->arena, setting->base, text);
}

static const char *parse_url(const struct setting *setting, const char *text)
{
	size_t len =
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

	(void)setting;
	return isalpha((unsigned char)*text) && text[len] == ':' && text[len + 1] ? text : NULL;
}

static const struct {
	parse_fn *parse;
	const char *expected;
} types[] = {
	[VENVB_STRING] = {parse_string, "a text"},
	[VENVB_BOOL] = {parse_bool, "yes or no"},
	[VENVB_NUMBER] = {parse_number, "a whole number of 64 bits at most"},
	[VENVB_CHOICE] = {parse_choice, NULL},
	[VENVB_PATH] = {parse_path, "a path"},
	[VENVB_LIST] = {parse_string, "a list"},
	[VENVB_URL] = {parse_url, "a URL"},
};

/* "SOURCE: plugin 'acme': …"; a default that is wrong is the plugin's fault. */
static int complain(const struct setting *setting, struct vb_err *err, const char *format, ...)
	VB_PRINTF(3, 4);
static int complain(const struct setting *setting, struct vb_err *err, const char *format, ...)
{
	vb_auto_buf text = VB_BUF_INIT;
	va_list args;

	if (setting->source)
		vb_buf_addf(&text, "%s: ", setting->source);
	vb_buf_addf(&text, "plugin '%s': ", setting->plugin->plugin.actor.name);
	va_start(args, format);
	vb_buf_addfv(&text, format, args);
	va_end(args);
	return vb_err_set(err, setting->source ? VB_EUSAGE : VB_EPLUGIN, "%s", text.data);
}

/* "one of a, b" from "a|b". */
static void add_choices(struct vb_buf *out, const char *choices)
{
	vb_buf_adds(out, "one of ");
	for (; *choices; choices++) {
		if (*choices == '|')
			vb_buf_adds(out, ", ");
		else
			vb_buf_addch(out, *choices);
	}
}

static int check_value(
	const struct setting *setting, const char *text, const char **ret_value, struct vb_err *err)
{
	const struct venvb_option *option = setting->option;
	const char *value = types[option->type].parse(setting, text);
	vb_auto_buf expected = VB_BUF_INIT, shown = VB_BUF_INIT;

	if (value) {
		*ret_value = value;
		return 0;
	}
	if (option->type == VENVB_CHOICE)
		add_choices(&expected, option->choices);
	else
		vb_buf_adds(&expected, types[option->type].expected);
	if (option->flags & VENVB_OPTION_SECRET)
		vb_buf_adds(&shown, "***");
	else
		vb_url_add_masked(&shown, text);
	return complain(setting, err, "the option '%s' is '%s': expected %s", option->name,
		shown.data, expected.data);
}

/* A project's file is a stranger's: it sets what was opened to it, and never a path or a URL. */
static int check_layer(const struct setting *setting, struct vb_err *err)
{
	const struct venvb_option *option = setting->option;

	if (setting->layer != VB_LAYER_PROJECT)
		return 0;
	if (option->flags & VENVB_OPTION_PROJECT && option->type != VENVB_PATH &&
		option->type != VENVB_URL)
		return 0;
	return complain(setting, err,
		"a project's file may not set the option '%s': set it in your own configuration or "
		"on "
		"the command line",
		option->name);
}

static int take_value(const struct setting *setting, const struct vb_plugin_value *value,
	struct vb_host_option *option, struct vb_err *err)
{
	const char **values;
	int rc = check_layer(setting, err);

	if (rc < 0 && value->is_dispensable) {
		vb_err_done(err);
		vb_host_leave_out(setting->host, setting->plugin->plugin.actor.name, value->key);
		return 0;
	}
	if (rc < 0)
		return rc;
	if (setting->option->type != VENVB_LIST && value->is_list && value->count == 1)
		return complain(setting, err,
			"the option '%s' takes one value, and is given a list: leave out the "
			"brackets",
			setting->option->name);
	if (setting->option->type != VENVB_LIST && value->count != 1)
		return complain(setting, err, "the option '%s' takes one value, and is given %zu",
			setting->option->name, value->count);
	/* Nothing would tell the policy of it: "nothing is allowed" would allow everything. */
	if (setting->plugin->policy && !value->count)
		return complain(setting, err,
			"the list '%s' is empty, which says nothing: leave it out",
			setting->option->name);
	values = vb_arena_array(setting->host->arena, value->count, sizeof(*values));
	for (size_t i = 0; i < value->count; i++) {
		rc = check_value(setting, value->values[i], &values[i], err);
		if (rc < 0)
			return rc;
	}
	/* What a higher layer has said stays; within a layer the later one wins. */
	if (option->count && option->layer > value->layer)
		return 0;
	option->values = values;
	option->count = value->count;
	option->layer = value->layer;
	option->source = value->source;
	return 0;
}

/* As messages show it. */
static void add_shown(struct vb_buf *out, const struct venvb_option *option,
	const char *const *values, size_t count)
{
	if (option->flags & VENVB_OPTION_SECRET) {
		vb_buf_adds(out, "***");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		vb_buf_adds(out, i ? "," : "");
		vb_url_add_masked(out, values[i]);
	}
}

static bool is_same(const struct vb_host_option *a, const struct vb_host_option *b)
{
	for (size_t i = 0; a->count == b->count && i < a->count; i++)
		if (strcmp(a->values[i], b->values[i]))
			return false;
	return a->count == b->count;
}

/* A value that is locked: only the same may be said once more. */
static int check_lock(const struct setting *setting, const struct vb_plugin_value *value,
	const struct vb_host_option *option, const char *lock, struct vb_err *err)
{
	struct vb_host_option said = {.declared = option->declared};
	vb_auto_buf shown = VB_BUF_INIT, locked = VB_BUF_INIT;
	int rc = take_value(setting, value, &said, err);

	if (rc < 0 || is_same(&said, option))
		return rc;
	add_shown(&shown, &option->declared, said.values, said.count);
	add_shown(&locked, &option->declared, option->values, option->count);
	if (!option->count)
		return complain(setting, err,
			"the option '%s' is '%s', but %s locks it, and leaves it unset",
			option->declared.name, shown.data, lock);
	return complain(setting, err, "the option '%s' is '%s', but %s locks it at '%s'",
		option->declared.name, shown.data, lock, locked.data);
}

static int report_unknown(const struct setting *setting, const char *key, struct vb_err *err)
{
	const struct vb_descriptor *descriptor = &setting->plugin->descriptor;
	const char **known =
		vb_arena_array(setting->host->arena, descriptor->option_count, sizeof(*known));
	const char *nearest;

	for (size_t i = 0; i < descriptor->option_count; i++)
		known[i] = descriptor->options[i].name;
	nearest = vb_nearest(key, known, descriptor->option_count);
	if (!nearest)
		return complain(setting, err, "there is no option '%s'", key);
	return complain(setting, err, "there is no option '%s'; did you mean '%s'?", key, nearest);
}

static struct vb_host_option *find_option(struct vb_host_plugin *plugin, const char *key)
{
	for (size_t i = 0; i < plugin->descriptor.option_count; i++)
		if (!strcmp(plugin->options[i].declared.name, key))
			return &plugin->options[i];
	return NULL;
}

/* What is said of the options of one plugin. */
struct said {
	struct vb_host *host;
	struct vb_host_plugin *plugin;
	const struct vb_config *config;
	bool is_common; /* said to all: whoever has no such option is not meant */
	bool judges;    /* the second time: all values are there, what is locked is looked at */
};

static int take_said(
	const struct said *said, const struct vb_plugin_value *value, struct vb_err *err)
{
	struct vb_host *host = said->host;
	struct vb_host_plugin *plugin = said->plugin;
	const struct vb_config_lock *lock =
		value->layer > VB_LAYER_SYSTEM && !plugin->policy
			? vb_config_find_lock(said->config, plugin->plugin.actor.name, value->key)
			: NULL;
	struct vb_host_option *option = find_option(plugin, value->key);
	struct setting setting = {
		.host = host,
		.plugin = plugin,
		.option = option ? &option->declared : NULL,
		.layer = value->layer,
		.source = value->source ? value->source : "configuration",
		.base = value->base,
	};

	if (!option)
		return said->is_common ? 0 : report_unknown(&setting, value->key, err);
	if (said->judges)
		return lock ? check_lock(&setting, value, option, lock->source, err) : 0;
	return lock ? 0 : take_value(&setting, value, option, err);
}

static int take_default(struct vb_host *host, const struct vb_host_plugin *plugin,
	struct vb_host_option *option, struct vb_err *err)
{
	struct setting setting = {.host = host, .plugin = plugin, .option = &option->declared};
	struct vb_plugin_value value = {
		.values = &option->declared.default_value,
		.count = 1,
		.layer = VB_LAYER_BUILTIN,
	};

	return option->declared.default_value ? take_value(&setting, &value, option, err) : 0;
}

/* What configuration or command line say of PLUGIN, by whatever name or path it is spoken of. */
static const struct vb_plugin_config *find_said(const struct vb_host *host,
	const struct vb_host_plugin *plugin, const struct vb_config *config, size_t index)
{
	const struct vb_plugin_config *said = &config->plugins[index];

	if ((host->enabled && host->enabled[index] == plugin) ||
		(said->name && !strcmp(said->name, plugin->plugin.actor.name)))
		return said;
	return NULL;
}

/* Only the policy's own file has a say. */
static int check_policy(const struct vb_host_plugin *plugin, const struct vb_plugin_config *said,
	struct vb_err *err)
{
	/* One of whom only options are known is off, by the word of nobody. */
	bool is_turned_off = !said->enabled && said->layer != VB_LAYER_BUILTIN;
	const char *source = said->value_count ? said->values[0].source : said->source;

	if (!said->value_count && !is_turned_off)
		return 0;
	return vb_err_set(err, VB_EUSAGE, "%s%sthe plugin '%s' is a policy: only '%s' may %s",
		source ? source : "", source ? ": " : "", plugin->plugin.actor.name,
		plugin->policy->file, said->value_count ? "set its options" : "turn it off");
}

static int take_all(const struct said *said, const struct vb_plugin_value *values, size_t count,
	struct vb_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = take_said(said, &values[i], err);
	return rc;
}

static int take_config(const struct said *said, struct vb_err *err)
{
	const struct vb_config *config = said->config;
	struct said common = *said;
	int rc;

	common.is_common = true;
	rc = take_all(&common, config->common, config->common_count, err);
	for (size_t i = 0; rc == 0 && i < config->plugin_count; i++) {
		const struct vb_plugin_config *plugin =
			find_said(said->host, said->plugin, config, i);

		if (plugin)
			rc = take_all(said, plugin->values, plugin->value_count, err);
	}
	return rc;
}

/* A lock on what the plugin does not have is a mistake; what was said against a lock is judged. */
static int take_lock(const struct said *said, const struct vb_config_lock *lock, struct vb_err *err)
{
	const char *name = said->plugin->plugin.actor.name;
	const struct setting setting = {
		.host = said->host, .plugin = said->plugin, .source = lock->source};

	if (strcmp(lock->plugin, name) || !strcmp(lock->key, "enable"))
		return 0;
	if (!find_option(said->plugin, lock->key))
		return report_unknown(&setting, lock->key, err);
	return take_all(said, lock->said, lock->said_count, err);
}

static int take_configured(struct vb_host *host, struct vb_host_plugin *plugin,
	const struct vb_config *config, struct vb_err *err)
{
	struct said said = {.host = host, .plugin = plugin, .config = config};
	int rc = take_config(&said, err);

	said.judges = true;
	if (rc == 0 && config->lock_count)
		rc = take_config(&said, err);
	for (size_t i = 0; rc == 0 && i < config->lock_count; i++)
		rc = take_lock(&said, &config->locks[i], err);
	return rc;
}

static int take_policy(struct vb_host *host, struct vb_host_plugin *plugin,
	const struct vb_config *config, struct vb_err *err)
{
	const struct said said = {.host = host, .plugin = plugin, .config = config};
	const struct vb_plugin_config *policy = &plugin->policy->plugin;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < config->plugin_count; i++) {
		const struct vb_plugin_config *plugin_said = find_said(host, plugin, config, i);

		if (plugin_said)
			rc = check_policy(plugin, plugin_said, err);
	}
	for (size_t i = 0; rc == 0 && i < config->lock_count; i++) {
		const struct vb_config_lock *lock = &config->locks[i];

		if (lock->said_count && !strcmp(lock->plugin, plugin->plugin.actor.name))
			rc = vb_err_set(err, VB_EUSAGE,
				"%s: the plugin '%s' is a policy: only '%s' may set its options",
				lock->said[0].source, lock->plugin, plugin->policy->file);
	}
	return rc < 0 ? rc : take_all(&said, policy->values, policy->value_count, err);
}

int vb_plugin_options(struct vb_host *host, struct vb_host_plugin *plugin,
	const struct vb_config *config, struct vb_err *err)
{
	const struct vb_descriptor *descriptor = &plugin->descriptor;
	int rc = 0;

	plugin->options =
		vb_arena_array(host->arena, descriptor->option_count, sizeof(*plugin->options));
	for (size_t i = 0; rc == 0 && i < descriptor->option_count; i++) {
		plugin->options[i].declared = descriptor->options[i];
		rc = take_default(host, plugin, &plugin->options[i], err);
	}
	if (rc < 0)
		return rc;
	return plugin->policy ? take_policy(host, plugin, config, err)
			      : take_configured(host, plugin, config, err);
}

static bool takes_part(const struct vb_host *host, const struct vb_config *config, size_t index)
{
	const char *name = config->plugins[index].name;

	if (host->enabled[index])
		return true;
	for (size_t i = 0; name && i < host->count; i++)
		if (!strcmp(host->plugins[i]->plugin.actor.name, name))
			return true;
	return false;
}

static void add_advice(
	struct vb_buf *out, const struct vb_host *host, const struct vb_plugin_config *said)
{
	const char **known = vb_arena_array(host->arena, host->count, sizeof(*known));
	const char *nearest = NULL;

	for (size_t i = 0; i < host->count; i++)
		known[i] = host->plugins[i]->plugin.actor.name;
	if (said->name)
		nearest = vb_nearest(said->name, known, host->count);
	if (said->layer != VB_LAYER_BUILTIN)
		vb_buf_addf(out, "it is turned off (%s)", said->source);
	else if (nearest)
		vb_buf_addf(out, "did you mean '%s'?", nearest);
	else
		vb_buf_addf(out, "'--plugin=%s' enables it", said->name ? said->name : said->file);
}

static int report_absent(const struct vb_host *host, const struct vb_plugin_config *said,
	const struct vb_plugin_value *value, struct vb_err *err)
{
	bool is_typed = value->layer == VB_LAYER_COMMAND_LINE;
	vb_auto_buf text = VB_BUF_INIT;

	vb_buf_addf(&text,
		"%s: the option '%s' is for the plugin '%s', which takes no part: ", value->source,
		value->key, said->name ? said->name : said->file);
	add_advice(&text, host, said);
	if (is_typed)
		return vb_err_set(err, VB_EUSAGE, "%s", text.data);
	if (value->layer == VB_LAYER_ENVIRONMENT && said->layer == VB_LAYER_BUILTIN)
		vb_warn(host->log, "%s", text.data);
	return 0;
}

int vb_plugin_options_absent(
	const struct vb_host *host, const struct vb_config *config, struct vb_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < config->plugin_count; i++) {
		const struct vb_plugin_config *said = &config->plugins[i];

		for (size_t k = 0; rc == 0 && k < said->value_count; k++)
			if (!takes_part(host, config, i))
				rc = report_absent(host, said, &said->values[k], err);
	}
	return rc;
}
