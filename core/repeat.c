/* SPDX-License-Identifier: MIT */
/* From a receipt to a request and to plugins. */
#include "core/repeat.h"

#include "core/config_layer.h"
#include "core/option.h"
#include "core/path.h"
#include "core/plugin.h"
#include "core/spec.h"
#include "core/trust.h"
#include "core/user_dirs.h"

static enum vb_layer find_layer(const char *name)
{
	for (int layer = VB_LAYER_SYSTEM; layer <= VB_LAYER_PLUGIN; layer++)
		if (name && !strcmp(vb_layer_name((enum vb_layer)layer), name))
			return (enum vb_layer)layer;
	return VB_LAYER_COMMAND_LINE;
}

/* What says how a run is to treat what is there says nothing of the environment. */
static bool is_of_one_run(const char *key)
{
	static const char *const keys[] = {"clear", "keep", "upgrade", "force", "dry-run", "cache",
		"cache-dir", "hook-timeout"};

	for (size_t i = 0; i < VB_COUNT(keys); i++)
		if (!strcmp(keys[i], key))
			return true;
	return false;
}

/* Whether a receipt may say so though nobody vouches for it: what a project's file may say, and
 * that nothing is seeded. */
static bool is_open(int id, const char *value)
{
	const struct vb_option *option = &vb_options[id];

	if (id == VB_OPT_SEED)
		return !strcmp(value, "no");
	return option->flags & VB_OPTION_PROJECT &&
	       (!(option->flags & VB_OPTION_SLASH) || vb_spec_is_version(value));
}

/* Which interpreter it is its version tells, and what is seeded its packages. */
static void tell_left_out(const struct vb_repeat *repeat, int id, const char *value)
{
	const char *now = vb_option_text(repeat->request, repeat->arena, (enum vb_option_id)id);

	if (id == VB_OPT_PYTHON || id == VB_OPT_SEED || (now && !strcmp(now, value)))
		return;
	vb_notice(repeat->log,
		"its '%s' was '%s', which its receipt alone does not decide: "
		"--trust-receipt takes it, and so does --%s=%s",
		vb_options[id].name, value, vb_options[id].name, value);
}

static bool is_decided(const struct vb_repeat *repeat, int id, const char *value)
{
	if (!repeat->is_anew)
		return false;
	if (is_of_one_run(vb_options[id].name) ||
		repeat->request->origin[id] == VB_LAYER_COMMAND_LINE)
		return true;
	if (repeat->trusts_receipt || is_open(id, value))
		return false;
	tell_left_out(repeat, id, value);
	return true;
}

/* What a plugin has set in the request, it will set again. */
static int set_option(
	const struct vb_repeat *repeat, const struct vb_receipt_value *value, struct vb_err *err)
{
	const bool is_strange = repeat->is_anew && !repeat->trusts_receipt;
	struct vb_request *request = repeat->request;
	enum vb_layer layer = find_layer(value->origin);
	int id = vb_option_find(value->key), rc;

	if (id < 0)
		return vb_err_set(err, VB_EFAIL, "its receipt has an option '%s' that is not known",
			value->key);
	if (layer == VB_LAYER_PLUGIN || !value->count || is_decided(repeat, id, value->values[0]))
		return 0;
	rc = vb_option_set(request, repeat->arena, (enum vb_option_id)id, value->values[0],
		VB_LAYER_COMMAND_LINE, VB_RECEIPT_NAME, err);
	request->origin[id] = is_strange ? VB_LAYER_PROJECT : layer;
	return rc;
}

int vb_repeat_request(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, struct vb_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < receipt->request_count; i++)
		rc = set_option(repeat, &receipt->request[i], err);
	return rc;
}

static bool is_same(const struct vb_plugin_value *said, const struct vb_receipt_value *value)
{
	if (strcmp(said->key, value->key) != 0 || said->count != value->count)
		return false;
	for (size_t i = 0; i < value->count; i++)
		if (strcmp(said->values[i], value->values[i]) != 0)
			return false;
	return true;
}

/* Whether the configuration says so already, or only it can: a secret is in no receipt. What the
 * command line of a new run says has its way. */
static bool is_said(const struct vb_repeat *repeat, const struct vb_plugin_config *plugin,
	const struct vb_receipt_value *value)
{
	for (size_t i = 0; i < value->count; i++)
		if (strstr(value->values[i], "***"))
			return true;
	for (size_t i = 0; i < plugin->value_count; i++)
		if (is_same(&plugin->values[i], value) ||
			(repeat->is_anew && plugin->values[i].layer == VB_LAYER_COMMAND_LINE &&
				!strcmp(plugin->values[i].key, value->key)))
			return true;
	return false;
}

/* Its packages are known by their hashes: what else it was told has had its effect. */
static bool has_seeded(const struct vb_receipt *receipt, const char *name)
{
	for (size_t i = 0; i < receipt->package_count; i++)
		if (!strcmp(receipt->packages[i].by, name))
			return true;
	return false;
}

/* What only the receipt says of a plugin counts as a project's word; another environment does
 * without what is closed to that, where its packages make up for it. */
static bool is_dispensable(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, const char *name)
{
	return repeat->is_anew && !repeat->trusts_receipt && has_seeded(receipt, name);
}

static enum vb_layer layer_of(const struct vb_repeat *repeat)
{
	return repeat->trusts_receipt ? VB_LAYER_COMMAND_LINE : VB_LAYER_PROJECT;
}

static void add_values(const struct vb_repeat *repeat, const struct vb_receipt *receipt,
	const struct vb_receipt_plugin *from, struct vb_plugin_config *plugin)
{
	struct vb_plugin_value *values = vb_arena_array(
		repeat->arena, plugin->value_count + from->option_count + 1, sizeof(*values));
	size_t count = plugin->value_count;

	if (count)
		memcpy(values, plugin->values, count * sizeof(*values));
	for (size_t i = 0; i < from->option_count; i++) {
		const struct vb_receipt_value *value = &from->options[i];

		if (is_said(repeat, plugin, value))
			continue;
		values[count++] = (struct vb_plugin_value){
			.key = value->key,
			.values = value->values,
			.count = value->count,
			.is_list = value->count != 1,
			.layer = layer_of(repeat),
			.source = VB_RECEIPT_NAME,
			.base = repeat->base,
			.is_dispensable = is_dispensable(repeat, receipt, from->name),
		};
	}
	plugin->values = values;
	plugin->value_count = count;
}

static struct vb_plugin_config *find_plugin(
	struct vb_plugin_config *plugins, size_t count, const char *name, const char *file)
{
	for (size_t i = 0; i < count; i++)
		if (plugins[i].name ? !strcmp(plugins[i].name, name)
				    : file && plugins[i].file && !strcmp(plugins[i].file, file))
			return &plugins[i];
	return NULL;
}

/* A plugin that is a file is code that only the receipt names. */
static int check_file(
	const struct vb_repeat *repeat, const struct vb_receipt_plugin *plugin, struct vb_err *err)
{
	if (!plugin->file || repeat->trusts_receipt)
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"its receipt names the plugin '%s', which is only loaded with --trust-receipt",
		plugin->file);
}

/* A receipt turns nothing on that the configuration turned off, or locks. */
static int check_enabling(
	struct vb_config *config, size_t index, const char *name, struct vb_err *err)
{
	const struct vb_origin origin = {VB_LAYER_PROJECT, VB_RECEIPT_NAME, "/"};
	const struct vb_plugin_config *said =
		index < config->plugin_count ? &config->plugins[index] : NULL;

	if (said && said->enabled)
		return 0;
	if (said && said->layer != VB_LAYER_BUILTIN)
		return vb_err_set(err, VB_EFAIL,
			"its receipt names the plugin '%s', which %s turns off", name,
			said->source);
	return vb_layer_check_enabling(config, name, true, &origin, err);
}

/* The plugins being put together. */
struct plugins {
	struct vb_plugin_config *list;
	size_t count;
};

/* Those that are enabled now, with room for the receipt's: none of them, but for what the command
 * line of a new run says. */
static struct plugins begin_plugins(const struct vb_repeat *repeat, size_t more)
{
	const struct vb_config *config = repeat->config;
	struct plugins plugins = {.count = config->plugin_count};

	plugins.list =
		vb_arena_array(repeat->arena, plugins.count + more + 1, sizeof(*plugins.list));
	if (plugins.count)
		memcpy(plugins.list, config->plugins, plugins.count * sizeof(*plugins.list));
	for (size_t i = 0; i < plugins.count; i++)
		if (!repeat->is_anew || plugins.list[i].layer != VB_LAYER_COMMAND_LINE)
			plugins.list[i].enabled = false;
	return plugins;
}

static int add_plugin(const struct vb_repeat *repeat, const struct vb_receipt *receipt,
	const struct vb_receipt_plugin *from, struct plugins *plugins, struct vb_err *err)
{
	struct vb_config *config = repeat->config;
	struct vb_plugin_config *plugin =
		find_plugin(plugins->list, plugins->count, from->name, from->file);
	size_t index = plugin ? (size_t)(plugin - plugins->list) : plugins->count;
	int rc;

	if (!strcmp(from->tier, "policy") ||
		(repeat->is_anew && plugin && plugin->layer == VB_LAYER_COMMAND_LINE &&
			!plugin->enabled))
		return 0;
	rc = check_file(repeat, from, err);
	if (rc == 0)
		rc = check_enabling(config, index, from->name, err);
	if (rc < 0)
		return rc;
	if (!plugin) {
		plugin = &plugins->list[plugins->count++];
		*plugin = (struct vb_plugin_config){.name = from->name,
			.file = from->file,
			.layer = layer_of(repeat),
			.source = VB_RECEIPT_NAME,
			.is_dispensable = is_dispensable(repeat, receipt, from->name)};
	}
	plugin->enabled = true;
	add_values(repeat, receipt, from, plugin);
	return 0;
}

int vb_repeat_plugins(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, struct vb_err *err)
{
	struct plugins plugins = begin_plugins(repeat, receipt->plugin_count);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < receipt->plugin_count; i++)
		rc = add_plugin(repeat, receipt, &receipt->plugins[i], &plugins, err);
	if (rc < 0)
		return rc;
	repeat->config->plugins = plugins.list;
	repeat->config->plugin_count = plugins.count;
	return 0;
}

int vb_repeat_blame(struct vb_err *err)
{
	vb_auto_err plain = *err;

	if (!strstr(plain.msg, VB_RECEIPT_NAME ": ")) {
		plain.msg = NULL;
		return -err->code;
	}
	*err = (struct vb_err)VB_ERR_INIT;
	return vb_err_set(err, plain.code,
		"%s; its receipt alone says so, which --trust-receipt believes", plain.msg);
}

/* Whether both may be of one clone: below one directory, which neither '/' nor above HOME is. */
static bool is_of_one_tree(struct vb_arena *arena, const char *path, const char *found)
{
	const char *home = vb_user_home(), *above = path;
	vb_auto_free char *real_home = home ? realpath(home, NULL) : NULL;
	vb_auto_free char *real_found = realpath(found, NULL);

	if (!real_found)
		return true;
	while (!vb_path_is_within(real_found, above))
		above = vb_path_dir(arena, above);
	return strcmp(above, "/") != 0 && !(real_home && vb_path_is_within(real_home, above));
}

bool vb_repeat_may_start(struct vb_arena *arena, const char *executable, const char *found)
{
	struct vb_trust_rules rules = vb_trust_installed(arena);
	vb_auto_err ignored = VB_ERR_INIT;
	const char *resolved;
	vb_auto_fd fd = -1;

	if (vb_trust_resolve(arena, executable, &resolved, &ignored) < 0 ||
		is_of_one_tree(arena, resolved, found))
		return false;
	fd = vb_trust_open(resolved, &rules, &ignored);
	return fd >= 0;
}
