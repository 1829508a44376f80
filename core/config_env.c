/* SPDX-License-Identifier: MIT */
/*
 * The variables VENVB_NAME, of the core's options, and VENVB_PLUGIN__KEY, of a plugin's. One that
 * is empty counts as unset, as people unset variables that way; only where the empty text is a
 * value of its own it is taken.
 */
#include "core/config_layer.h"

#include "core/json.h"
#include "core/nearest.h"
#include "core/option.h"

static const char prefix[] = "VENVB_";

struct variable {
	const char *name; /* the whole: VENVB_LINK_MODE */
	const char *value;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct variable *)a)->name, ((const struct variable *)b)->name);
}

/* Ours, by name: their order in the environment is nobody's intention. */
static struct variable *collect(
	struct vb_arena *arena, const char *const *entries, size_t *ret_count)
{
	struct variable *found;
	size_t room = 0, count = 0;

	while (entries[room])
		room++;
	found = vb_arena_array(arena, room + 1, sizeof(*found));
	for (; *entries; entries++) {
		const char *equals = strchr(*entries, '=');

		if (!equals || strncmp(*entries, prefix, sizeof(prefix) - 1))
			continue;
		found[count].name = vb_arena_dup(arena, *entries, (size_t)(equals - *entries));
		found[count++].value = equals + 1;
	}
	qsort(found, count, sizeof(*found), compare);
	*ret_count = count;
	return found;
}

/* "link-mode" of "LINK_MODE". Lower case stays out: VENVB_link_mode is no variable of ours. */
static char *option_name(struct vb_arena *arena, const char *text, size_t len)
{
	char *name = vb_arena_dup(arena, text, len);

	for (char *at = name; *at; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
		else if (*at == '_')
			*at = '-';
		else if (*at >= 'a' && *at <= 'z')
			*at = '?';
	}
	return name;
}

static const char *variable_name(struct vb_arena *arena, const char *option)
{
	char *name = vb_arena_printf(arena, "%s%s", prefix, option);

	for (char *at = name; *at; at++) {
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		else if (*at == '-')
			*at = '_';
	}
	return name;
}

static void warn_unknown(const struct vb_reader *reader, const struct variable *variable)
{
	const char *rest = variable->name + sizeof(prefix) - 1;
	const char *typed = option_name(reader->arena, rest, strlen(rest));
	const char *known[VB_OPT_COUNT], *nearest;

	for (int id = 0; id < VB_OPT_COUNT; id++)
		known[id] = vb_options[id].name;
	nearest = vb_nearest(typed, known, VB_COUNT(known));
	if (nearest)
		vb_warn(reader->log, "nothing is known of the variable %s: did you mean %s?",
			variable->name, variable_name(reader->arena, nearest));
	else
		vb_warn(reader->log, "nothing is known of the variable %s", variable->name);
}

/* A JSON array is a list; any other text is itself. */
static struct vb_plugin_value parse(struct vb_arena *arena, const char *key, const char *text)
{
	struct vb_plugin_value value = vb_layer_single(arena, key, text);
	json_auto_t *json = *text == '[' ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	size_t count = json_array_size(json);
	const char **values;

	if (!json_is_array(json))
		return value;
	values = vb_arena_array(arena, count + 1, sizeof(*values));
	for (size_t i = 0; i < count; i++) {
		values[i] = vb_json_to_bytes(json_array_get(json, i), arena, NULL);
		if (!values[i])
			return value;
	}
	value.values = values;
	value.count = count;
	value.is_list = true;
	return value;
}

static int read_plugin(const struct vb_reader *reader, const struct variable *variable,
	const struct vb_origin *origin, struct vb_err *err)
{
	struct vb_arena *arena = reader->arena;
	const char *start = variable->name + sizeof(prefix) - 1, *bar = strstr(start, "__");
	const char *name = option_name(arena, start, (size_t)(bar - start));
	const char *key = option_name(arena, bar + 2, strlen(bar + 2));
	struct vb_plugin_value value;

	if (!vb_option_is_name(name, strlen(name)) || !vb_option_is_name(key, strlen(key))) {
		warn_unknown(reader, variable);
		return 0;
	}
	if (!*variable->value)
		return 0;
	value = parse(arena, key, variable->value);
	return vb_layer_plugin(reader->config, arena, name, &value, origin, err);
}

static int read_variable(const struct vb_reader *reader, const struct variable *variable,
	const char *cwd, struct vb_err *err)
{
	const struct vb_origin origin = {VB_LAYER_ENVIRONMENT, variable->name, cwd};
	const char *start = variable->name + sizeof(prefix) - 1;
	int id;

	if (strstr(start, "__"))
		return read_plugin(reader, variable, &origin, err);
	if (!strcmp(start, "CONFIG"))
		return 0; /* it has said already which file is the user's */
	id = vb_option_find(option_name(reader->arena, start, strlen(start)));
	if (id < 0) {
		warn_unknown(reader, variable);
		return 0;
	}
	if (!*variable->value && !(vb_options[id].flags & VB_OPTION_EMPTY))
		return 0;
	return vb_layer_option(reader->request, reader->arena, id, variable->value, &origin, err);
}

int vb_config_read_environ(const struct vb_reader *reader, const char *const *entries,
	const char *cwd, struct vb_err *err)
{
	size_t count;
	const struct variable *variables = collect(reader->arena, entries, &count);

	for (size_t i = 0; i < count; i++) {
		if (i && !strcmp(variables[i].name, variables[i - 1].name))
			continue;
		if (read_variable(reader, &variables[i], cwd, err) < 0)
			return vb_err_wrap(err, "%s", variables[i].name);
	}
	return 0;
}
