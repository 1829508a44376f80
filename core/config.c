/* SPDX-License-Identifier: MIT */
/*
 * The layers put together: what a later statement about an option or a plugin does to what the
 * earlier ones said. Reading the statements is config_file.c, config_env.c and config_line.c.
 */
#include "core/config_layer.h"

#include "core/buf.h"
#include "core/nearest.h"
#include "core/option.h"
#include "core/path.h"
#include "core/spec.h"

int vb_layer_option(struct vb_request *request, struct vb_arena *arena, int id, const char *value,
	const struct vb_origin *origin, struct vb_err *err)
{
	const struct vb_option *option = &vb_options[id];

	if (origin->layer == VB_LAYER_PROJECT && option->flags & VB_OPTION_SLASH &&
		!vb_spec_is_version(value))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is '%s': a project's file may only name a version, such as \"3.12\" "
			"or \">=3.11\"",
			option->name, value);
	if (*value && (option->type == VB_TYPE_PATH ||
			      (option->flags & VB_OPTION_SLASH && strchr(value, '/'))))
		value = vb_path_absolute(arena, origin->base, value);
	return vb_option_set(request, arena, id, value, origin->layer, origin->source, err);
}

int vb_layer_unknown(const char *name, struct vb_err *err)
{
	const char *known[VB_OPT_COUNT + 2] = {"plugins", "lock"}, *nearest;
	size_t count = 2;

	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (!(vb_options[id].flags & VB_OPTION_COMMAND_LINE))
			known[count++] = vb_options[id].name;
	nearest = vb_nearest(name, known, count);
	if (!nearest)
		return vb_err_set(err, VB_EUSAGE, "there is no option '%s'", name);
	return vb_err_set(
		err, VB_EUSAGE, "there is no option '%s': did you mean '%s'?", name, nearest);
}

int vb_layer_check_name(const char *name, struct vb_err *err)
{
	if (vb_option_is_name(name, strlen(name)))
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"'%s' cannot be the name of a plugin: expected lower-case letters, digits and '-'",
		name);
}

/* Of a plugin, by its name or the path of its file; or NULL. */
static struct vb_plugin_config *find(const struct vb_config *config, const char *name)
{
	for (size_t i = 0; i < config->plugin_count; i++) {
		struct vb_plugin_config *plugin = &config->plugins[i];

		if (!strcmp(plugin->name ? plugin->name : plugin->file, name))
			return plugin;
	}
	return NULL;
}

static struct vb_plugin_config *find_or_add(
	struct vb_config *config, struct vb_arena *arena, const char *name)
{
	struct vb_plugin_config *plugin = find(config, name);
	size_t count = config->plugin_count;

	if (plugin)
		return plugin;
	plugin = vb_arena_array(arena, count + 1, sizeof(*plugin));
	if (count)
		memcpy(plugin, config->plugins, count * sizeof(*plugin));
	config->plugins = plugin;
	config->plugin_count++;
	plugin += count;
	*(*name == '/' ? &plugin->file : &plugin->name) = vb_arena_str(arena, name);
	plugin->source = "default";
	return plugin;
}

/* The order of plugins is that of enabling: a plugin that is turned on comes last. */
static struct vb_plugin_config *move_last(struct vb_config *config, struct vb_plugin_config *plugin)
{
	struct vb_plugin_config moved = *plugin;
	struct vb_plugin_config *last = &config->plugins[config->plugin_count - 1];

	memmove(plugin, plugin + 1, (size_t)(last - plugin) * sizeof(*plugin));
	*last = moved;
	return last;
}

int vb_layer_enable(struct vb_config *config, struct vb_arena *arena, const char *name, bool on,
	const struct vb_origin *origin, struct vb_err *err)
{
	struct vb_plugin_config *plugin = find_or_add(config, arena, name);

	int rc;

	if (on == plugin->enabled && on)
		return 0; /* it keeps its place, and whoever may enable more than this layer */
	rc = on == plugin->enabled ? 0 : vb_layer_check_enabling(config, name, on, origin, err);
	if (rc < 0)
		return rc;
	if (!on && plugin->enabled && origin->layer == VB_LAYER_PROJECT)
		return vb_err_set(err, VB_EUSAGE,
			"a project's file may not turn off plugin '%s', which your configuration "
			"enables",
			name);
	if (on)
		plugin = move_last(config, plugin);
	plugin->enabled = on;
	plugin->layer = origin->layer;
	plugin->source = origin->source;
	return 0;
}

struct vb_plugin_value vb_layer_single(struct vb_arena *arena, const char *key, const char *text)
{
	const char **values = vb_arena_array(arena, 2, sizeof(*values));

	values[0] = vb_arena_str(arena, text);
	return (struct vb_plugin_value){
		.key = vb_arena_str(arena, key), .values = values, .count = 1};
}

/* OLD followed by the values of VALUE. */
static struct vb_plugin_value append(struct vb_arena *arena, const struct vb_plugin_value *old,
	const struct vb_plugin_value *value)
{
	struct vb_plugin_value both = *value;
	const char **values = vb_arena_array(arena, old->count + value->count, sizeof(*values));

	memcpy(values, old->values, old->count * sizeof(*values));
	memcpy(values + old->count, value->values, value->count * sizeof(*values));
	both.values = values;
	both.count = old->count + value->count;
	both.is_list = true;
	return both;
}

const struct vb_plugin_value *vb_layer_merge(struct vb_arena *arena,
	const struct vb_plugin_value *values, size_t *count, const struct vb_plugin_value *value)
{
	struct vb_plugin_value *merged = vb_arena_array(arena, *count + 1, sizeof(*merged));
	size_t i = 0;

	if (*count)
		memcpy(merged, values, *count * sizeof(*merged));
	while (i < *count && strcmp(merged[i].key, value->key))
		i++;
	if (i == *count)
		merged[(*count)++] = *value;
	else if (value->layer == VB_LAYER_COMMAND_LINE && merged[i].layer == value->layer)
		merged[i] = append(arena, &merged[i], value);
	else if (value->layer >= merged[i].layer)
		merged[i] = *value;
	return merged;
}

static int read_enable(const struct vb_plugin_value *value, bool *ret_on, struct vb_err *err)
{
	if (value->count == 1 && !value->is_list && vb_option_is_bool(value->values[0], ret_on))
		return 0;
	return vb_err_set(err, VB_EUSAGE, "'enable' is %s%s%s: expected yes or no",
		value->is_list ? "a list" : "'", value->is_list ? "" : value->values[0],
		value->is_list ? "" : "'");
}

int vb_layer_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	const struct vb_plugin_value *value, const struct vb_origin *origin, struct vb_err *err)
{
	struct vb_plugin_value placed = *value;
	struct vb_plugin_config *plugin;
	bool on = false;
	int rc;

	if (!strcmp(value->key, "enable")) {
		rc = read_enable(value, &on, err);
		return rc < 0 ? rc : vb_layer_enable(config, arena, name, on, origin, err);
	}
	if (!vb_option_is_name(value->key, strlen(value->key)))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' cannot be an option of a plugin: expected lower-case letters, digits "
			"and '-'",
			value->key);
	placed.layer = origin->layer;
	placed.source = origin->source;
	placed.base = origin->base;
	if (vb_layer_keep_locked(config, arena, name, &placed))
		return 0;
	plugin = find_or_add(config, arena, name);
	plugin->values = vb_layer_merge(arena, plugin->values, &plugin->value_count, &placed);
	return 0;
}

static int enable_defaults(const struct vb_reader *reader, const char *list, struct vb_err *err)
{
	struct vb_origin origin = {VB_LAYER_BUILTIN, "default", "/"};

	while (*list) {
		size_t len = strcspn(list, ",");
		const char *name = vb_arena_dup(reader->arena, list, len);
		int rc = len ? vb_layer_enable(
				       reader->config, reader->arena, name, true, &origin, err)
			     : 0;

		if (rc < 0)
			return rc;
		list += len + (list[len] == ',');
	}
	return 0;
}

int vb_config_load(struct vb_arena *arena, const struct vb_log *log,
	const struct vb_config_opts *opts, struct vb_request *request, struct vb_config *config,
	struct vb_err *err)
{
	const struct vb_reader reader = {arena, log, request, config};
	const struct vb_config_file files[] = {
		{opts->system_file, VB_LAYER_SYSTEM, false},
		{opts->user_file, VB_LAYER_USER, opts->user_file_is_named},
		{opts->project_file, VB_LAYER_PROJECT, false},
	};
	int rc;

	vb_option_defaults(request, arena);
	rc = enable_defaults(&reader, opts->default_plugins ? opts->default_plugins : "", err);
	for (size_t i = 0; rc == 0 && i < VB_COUNT(files); i++)
		if (files[i].path)
			rc = vb_config_read_file(&reader, &files[i], err);
	if (rc == 0 && opts->environ)
		rc = vb_config_read_environ(&reader, opts->environ, opts->cwd, err);
	return rc;
}
