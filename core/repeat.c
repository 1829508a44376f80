/* SPDX-License-Identifier: MIT */
/* From a receipt to a request and to plugins. */
#include "core/repeat.h"

#include "core/config_layer.h"
#include "core/option.h"
#include "core/plugin.h"
#include "core/trust.h"

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

/* What a plugin has set in the request, it will set again. */
static int set_option(
	const struct vb_repeat *repeat, const struct vb_receipt_value *value, struct vb_err *err)
{
	struct vb_request *request = repeat->request;
	enum vb_layer layer = find_layer(value->origin);
	int id = vb_option_find(value->key), rc;

	if (id < 0)
		return vb_err_set(err, VB_EFAIL, "its receipt has an option '%s' that is not known",
			value->key);
	if (layer == VB_LAYER_PLUGIN || !value->count)
		return 0;
	if (repeat->is_anew &&
		(is_of_one_run(value->key) || request->origin[id] == VB_LAYER_COMMAND_LINE))
		return 0;
	rc = vb_option_set(request, repeat->arena, (enum vb_option_id)id, value->values[0],
		VB_LAYER_COMMAND_LINE, VB_RECEIPT_NAME, err);
	request->origin[id] = layer;
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

static void add_values(const struct vb_repeat *repeat, const struct vb_receipt_plugin *from,
	struct vb_plugin_config *plugin)
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
		values[count] = (struct vb_plugin_value){
			.key = value->key,
			.values = value->values,
			.count = value->count,
			.is_list = value->count != 1,
			.layer = repeat->trusts_receipt ? VB_LAYER_COMMAND_LINE : VB_LAYER_PROJECT,
			.source = VB_RECEIPT_NAME,
			.base = repeat->base,
		};
		count++;
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

/* The plugins of the receipt, and no other; the policies come by themselves. */
int vb_repeat_plugins(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, struct vb_err *err)
{
	struct vb_config *config = repeat->config;
	size_t count = config->plugin_count;
	struct vb_plugin_config *plugins =
		vb_arena_array(repeat->arena, count + receipt->plugin_count + 1, sizeof(*plugins));

	if (count)
		memcpy(plugins, config->plugins, count * sizeof(*plugins));
	for (size_t i = 0; i < count; i++)
		if (!repeat->is_anew || plugins[i].layer != VB_LAYER_COMMAND_LINE)
			plugins[i].enabled = false;
	for (size_t i = 0; i < receipt->plugin_count; i++) {
		const struct vb_receipt_plugin *from = &receipt->plugins[i];
		struct vb_plugin_config *plugin =
			find_plugin(plugins, count, from->name, from->file);
		int rc;

		if (repeat->is_anew && plugin && plugin->layer == VB_LAYER_COMMAND_LINE &&
			!plugin->enabled)
			continue;
		rc = check_file(repeat, from, err);
		if (rc < 0)
			return rc;
		if (!strcmp(from->tier, "policy"))
			continue;
		rc = check_enabling(config, (size_t)((plugin ? plugin : plugins + count) - plugins),
			from->name, err);
		if (rc < 0)
			return rc;
		if (!plugin) {
			plugin = &plugins[count++];
			*plugin = (struct vb_plugin_config){.name = from->name,
				.file = from->file,
				.layer = repeat->trusts_receipt ? VB_LAYER_COMMAND_LINE
								: VB_LAYER_PROJECT,
				.source = VB_RECEIPT_NAME};
		}
		plugin->enabled = true;
		add_values(repeat, from, plugin);
	}
	config->plugins = plugins;
	config->plugin_count = count;
	return 0;
}

/* Whether to start EXECUTABLE is safe whoever names it: root's, or of who could change venvb. */
bool vb_repeat_may_start(struct vb_arena *arena, const char *executable)
{
	struct vb_trust_rules rules = vb_trust_installed(arena);
	vb_auto_err ignored = VB_ERR_INIT;
	const char *resolved;
	vb_auto_fd fd = -1;

	if (vb_trust_resolve(arena, executable, &resolved, &ignored) < 0)
		return false;
	fd = vb_trust_open(resolved, &rules, &ignored);
	return fd >= 0;
}
