/* SPDX-License-Identifier: MIT */
/*
 * What the system's file locks: an option of the core, one of a plugin, a plugin's being enabled,
 * or which plugins are. What higher layers say of a plugin's option is only kept here: whether it
 * is the same value is known once the plugin has said of what type it is (plugin_options.c).
 */
#include "core/config_layer.h"

#include "core/option.h"

const struct vb_config_lock *vb_config_find_lock(
	const struct vb_config *config, const char *plugin, const char *key)
{
	for (size_t i = 0; i < config->lock_count; i++)
		if (!strcmp(config->locks[i].plugin, plugin) && !strcmp(config->locks[i].key, key))
			return &config->locks[i];
	return NULL;
}

static void add(const struct vb_reader *reader, const char *plugin, const char *key,
	const struct vb_origin *origin)
{
	struct vb_config *config = reader->config;
	size_t count = config->lock_count;
	struct vb_config_lock *locks = vb_arena_array(reader->arena, count + 1, sizeof(*locks));

	if (vb_config_find_lock(config, plugin, key))
		return;
	if (count)
		memcpy(locks, config->locks, count * sizeof(*locks));
	locks[count] = (struct vb_config_lock){.plugin = plugin,
		.key = vb_arena_str(reader->arena, key),
		.source = origin->source};
	config->locks = locks;
	config->lock_count++;
}

static int lock_plugin(const struct vb_reader *reader, const char *name, const char *dot,
	const struct vb_origin *origin, struct vb_err *err)
{
	const char *plugin = vb_arena_dup(reader->arena, name, (size_t)(dot - name));

	if (!strcmp(plugin, "plugins"))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' names no value: expected 'PLUGIN.KEY' for an option of a plugin, "
			"'PLUGIN.enable' for its being enabled, or 'plugins' for all of that",
			name);
	if (!vb_option_is_name(plugin, strlen(plugin)) ||
		!vb_option_is_name(dot + 1, strlen(dot + 1)))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' names no value: expected the name of an option, or 'PLUGIN.KEY'",
			name);
	add(reader, plugin, dot + 1, origin);
	return 0;
}

int vb_layer_lock(const struct vb_reader *reader, const char *name, const struct vb_origin *origin,
	struct vb_err *err)
{
	const char *dot = strchr(name, '.');
	int id = vb_option_find(name);

	if (dot)
		return lock_plugin(reader, name, dot, origin, err);
	if (!strcmp(name, "plugins"))
		reader->config->plugins_lock = origin->source;
	else if (id < 0)
		return vb_layer_unknown(name, err);
	else
		reader->request->lock[id] = origin->source;
	return 0;
}

int vb_layer_check_enabling(const struct vb_config *config, const char *name, bool on,
	const struct vb_origin *origin, struct vb_err *err)
{
	const struct vb_config_lock *lock = vb_config_find_lock(config, name, "enable");

	if (origin->layer <= VB_LAYER_SYSTEM)
		return 0;
	if (lock)
		return vb_err_set(err, VB_EUSAGE, "'%s.enable' is '%s', but %s locks it at '%s'",
			name, on ? "yes" : "no", lock->source, on ? "no" : "yes");
	if (config->plugins_lock)
		return vb_err_set(err, VB_EUSAGE,
			"the plugin '%s' would be turned %s, but %s locks which plugins are "
			"enabled",
			name, on ? "on" : "off", config->plugins_lock);
	return 0;
}

bool vb_layer_keep_locked(struct vb_config *config, struct vb_arena *arena, const char *plugin,
	const struct vb_plugin_value *value)
{
	const struct vb_config_lock *lock = vb_config_find_lock(config, plugin, value->key);
	struct vb_config_lock *kept;
	struct vb_plugin_value *said;
	size_t count;

	if (!lock || value->layer <= VB_LAYER_SYSTEM)
		return false;
	kept = &config->locks[lock - config->locks];
	count = kept->said_count;
	if (count && value->layer == VB_LAYER_COMMAND_LINE &&
		kept->said[count - 1].layer == value->layer) {
		size_t one = 1; /* a repeated key is a list here, too */

		said = vb_arena_array(arena, count, sizeof(*said));
		memcpy(said, kept->said, count * sizeof(*said));
		said[count - 1] = *vb_layer_merge(arena, &kept->said[count - 1], &one, value);
		kept->said = said;
		return true;
	}
	said = vb_arena_array(arena, count + 1, sizeof(*said));
	if (count)
		memcpy(said, kept->said, count * sizeof(*said));
	said[count] = *value;
	kept->said = said;
	kept->said_count++;
	return true;
}
