/* SPDX-License-Identifier: MIT */
/* The reading of a plugin's descriptor: its head first, which says how far the rest may be read. */
#include "core/descriptor.h"

#include "core/option.h"
#include "core/pipeline.h"
#include "core/utf8.h"

#include <ctype.h>

enum {
	MOST_ITEMS = 1024, /* of an array: more is a mistake, not a plugin */
	MOST_TEXT = 4096,  /* bytes of a text */
	/* What the first version of the contract had. */
	HEAD_SIZE = offsetof(struct venvb_plugin, name),
	LEAST_SIZE = offsetof(struct venvb_plugin, options),
	LEAST_OPTION = offsetof(struct venvb_option, flags) + sizeof(uint32_t),
	LEAST_HOOK = offsetof(struct venvb_hook, flags) + sizeof(uint32_t),
};

struct reading {
	struct vb_arena *arena;
	const struct vb_descriptor_source *source;
	struct venvb_plugin plugin; /* zeroes behind what the plugin has */
};

static int check_versions(const struct reading *reading, struct vb_err *err)
{
	const struct venvb_plugin *plugin = &reading->plugin;
	const char *file = reading->source->file;

	if (plugin->magic != VENVB_MAGIC)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' is no plugin of venvb: its venvb_plugin begins with 0x%08x, and not "
			"with 0x%08x",
			file, (unsigned)plugin->magic, (unsigned)VENVB_MAGIC);
	if (plugin->major != VENVB_MAJOR)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' was built for version %u of the plugin contract, and this venvb has "
			"version %u; build it again",
			file, (unsigned)plugin->major, (unsigned)VENVB_MAJOR);
	if (plugin->needs_minor > VENVB_MINOR)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' needs %u.%u of the plugin contract, and this venvb has %u.%u; it "
			"needs "
			"a newer venvb",
			file, (unsigned)VENVB_MAJOR, (unsigned)plugin->needs_minor,
			(unsigned)VENVB_MAJOR, (unsigned)VENVB_MINOR);
	return 0;
}

static int read_struct(struct reading *reading, struct vb_err *err)
{
	const struct vb_descriptor_source *source = reading->source;
	struct venvb_plugin *plugin = &reading->plugin;
	int rc;

	if (source->available < HEAD_SIZE)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' is no plugin of venvb: its venvb_plugin has only %zu bytes",
			source->file, source->available);
	memcpy(plugin, source->data, HEAD_SIZE);
	rc = check_versions(reading, err);
	if (rc < 0)
		return rc;
	if (plugin->size < LEAST_SIZE)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' says that its descriptor has %u bytes, and at least %u are needed",
			source->file, (unsigned)plugin->size, (unsigned)LEAST_SIZE);
	if (plugin->size > source->available)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' says that its descriptor has %u bytes, and it has %zu", source->file,
			(unsigned)plugin->size, source->available);
	memcpy(plugin, source->data,
		plugin->size < sizeof(*plugin) ? plugin->size : sizeof(*plugin));
	return 0;
}

static int refuse(const struct reading *reading, const char *what, struct vb_err *err)
{
	return vb_err_set(err, VB_EPLUGIN, "'%s' %s", reading->source->file, what);
}

/* One line of UTF-8, copied; NULL becomes "". */
static int read_text(const struct reading *reading, const char *what, const char *text,
	const char **ret_text, struct vb_err *err)
{
	size_t len = text ? strnlen(text, MOST_TEXT + 1) : 0;

	if (len > MOST_TEXT)
		return vb_err_set(err, VB_EPLUGIN, "'%s' has a %s of more than %d bytes",
			reading->source->file, what, MOST_TEXT);
	if (len && !vb_utf8_is_valid(text, len))
		return vb_err_set(err, VB_EPLUGIN, "'%s' has a %s that is not UTF-8",
			reading->source->file, what);
	for (size_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)text[i]))
			return vb_err_set(err, VB_EPLUGIN,
				"'%s' has a %s with a control character in it",
				reading->source->file, what);
	*ret_text = len ? vb_arena_dup(reading->arena, text, len) : "";
	return 0;
}

/* What a plugin sets must mean something here: it is not to run without what it asked for. */
static int check_flags(const struct reading *reading, const char *what, uint32_t flags,
	uint32_t known, struct vb_err *err)
{
	flags &= ~(known | VENVB_HINTS);
	if (!flags)
		return 0;
	return vb_err_set(err, VB_EPLUGIN,
		"'%s' has %s with flags 0x%x, which this venvb does not know; it needs a newer "
		"venvb",
		reading->source->file, what, (unsigned)flags);
}

static int check_reserved(
	const struct reading *reading, const char *what, uint32_t reserved, struct vb_err *err)
{
	if (!reserved)
		return 0;
	return vb_err_set(err, VB_EPLUGIN,
		"'%s' has %s in which what is reserved is 0x%x, and must be 0",
		reading->source->file, what, (unsigned)reserved);
}

static int check_head(const struct reading *reading, struct vb_err *err)
{
	const struct venvb_plugin *plugin = &reading->plugin;
	uint32_t reserved = plugin->reserved | plugin->reserved2;
	int rc = check_flags(reading, "a descriptor", plugin->flags,
		VENVB_PLUGIN_PROJECT | VENVB_PLUGIN_NEWER_KINDS, err);

	return rc < 0 ? rc : check_reserved(reading, "a descriptor", reserved, err);
}

/* Whatever tells who did something calls these so. */
bool vb_descriptor_is_reserved(const char *name)
{
	static const char *const others[] = {"builtin", "core", "request", "venvb"};
	const struct vb_stage *stage = vb_stage_find(name);

	for (size_t i = 0; i < VB_COUNT(others); i++)
		if (!strcmp(others[i], name))
			return true;
	/* The one of the whole run adds nothing and sets nothing: nobody is called so. */
	return stage && stage->moments != VB_MOMENT_FAILED;
}

static int read_names(
	const struct reading *reading, struct vb_descriptor *descriptor, struct vb_err *err)
{
	const struct venvb_plugin *plugin = &reading->plugin;
	const char *expected = reading->source->name;
	int rc = read_text(reading, "name", plugin->name, &descriptor->name, err);

	if (rc == 0)
		rc = read_text(reading, "version", plugin->version, &descriptor->version, err);
	if (rc == 0)
		rc = read_text(reading, "summary", plugin->summary, &descriptor->summary, err);
	if (rc == 0)
		rc = read_text(reading, "licence", plugin->licence, &descriptor->licence, err);
	if (rc < 0)
		return rc;
	if (!vb_option_is_name(descriptor->name, strlen(descriptor->name)))
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' calls itself '%s': expected lower-case letters and digits, with "
			"single "
			"'-' between",
			reading->source->file, descriptor->name);
	if (vb_descriptor_is_reserved(descriptor->name))
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' calls itself '%s', which is a name of venvb's own; give it another",
			reading->source->file, descriptor->name);
	if (strcmp(descriptor->name, expected) != 0)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' calls itself '%s': the file must be called '%s.so'",
			reading->source->file, descriptor->name, descriptor->name);
	if (!*descriptor->version)
		return refuse(reading, "does not say its version", err);
	return 0;
}

/*
 * Copies an array of a plugin into one of ours of elements of SIZE bytes: what both know of each.
 * An element that is shorter than LEAST is a mistake.
 */
static int read_array(const struct reading *reading, const struct venvb_array *array, size_t least,
	size_t size, void **ret_items, struct vb_err *err)
{
	const char *from = array->items;
	char *to;

	if (!array->count) {
		*ret_items = NULL;
		return 0;
	}
	if (!from)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has an array of %u elements that is NULL: use VENVB_ARRAY",
			reading->source->file, (unsigned)array->count);
	if (array->stride < least || array->count > MOST_ITEMS)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has an array of %u elements of %u bytes where such of at least %zu "
			"are "
			"expected: use VENVB_ARRAY",
			reading->source->file, (unsigned)array->count, (unsigned)array->stride,
			least);
	*ret_items = to = vb_arena_array(reading->arena, array->count, size);
	for (uint32_t i = 0; i < array->count; i++, from += array->stride, to += size)
		memcpy(to, from, array->stride < size ? array->stride : size);
	return 0;
}

static int read_option(
	const struct reading *reading, struct venvb_option *option, struct vb_err *err)
{
	const char **const texts[] = {&option->name, &option->summary, &option->argument,
		&option->default_value, &option->choices};

	for (size_t i = 0; i < VB_COUNT(texts); i++) {
		int rc = *texts[i]
				 ? read_text(reading, "text in an option", *texts[i], texts[i], err)
				 : 0;

		if (rc < 0)
			return rc;
	}
	if (!option->name || !vb_option_is_name(option->name, strlen(option->name)) ||
		!strcmp(option->name, "enable"))
		return vb_err_set(err, VB_EPLUGIN, "'%s' has an option with the name '%s'",
			reading->source->file, option->name ? option->name : "");
	if (option->type > VENVB_URL)
		return vb_err_set(err, VB_EPLUGIN,
			"'%s' has an option '%s' of type %u, which this venvb does not know",
			reading->source->file, option->name, (unsigned)option->type);
	if (option->type == VENVB_CHOICE && (!option->choices || !*option->choices))
		return vb_err_set(err, VB_EPLUGIN, "'%s' has an option '%s' without choices",
			reading->source->file, option->name);
	return check_flags(reading, "an option", option->flags,
		VENVB_OPTION_SECRET | VENVB_OPTION_PROJECT, err);
}

static int read_options(
	const struct reading *reading, struct vb_descriptor *descriptor, struct vb_err *err)
{
	const struct venvb_array *array = &reading->plugin.options;
	struct venvb_option *options;
	void *items;
	int rc = read_array(reading, array, LEAST_OPTION, sizeof(*options), &items, err);

	if (rc < 0)
		return rc;
	options = items;
	for (size_t i = 0; i < array->count; i++) {
		rc = read_option(reading, &options[i], err);
		if (rc < 0)
			return rc;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(options[k].name, options[i].name))
				return vb_err_set(err, VB_EPLUGIN,
					"'%s' declares the option '%s' twice",
					reading->source->file, options[i].name);
	}
	descriptor->options = options;
	descriptor->option_count = array->count;
	return 0;
}

static int read_hooks(
	const struct reading *reading, struct vb_descriptor *descriptor, struct vb_err *err)
{
	const struct venvb_array *array = &reading->plugin.hooks;
	struct venvb_hook *hooks;
	void *items;
	int rc = read_array(reading, array, LEAST_HOOK, sizeof(*hooks), &items, err);

	if (rc < 0)
		return rc;
	hooks = items;
	for (size_t i = 0; i < array->count; i++) {
		if (!hooks[i].stage || !hooks[i].moment || !hooks[i].call)
			return refuse(reading, "has a hook without stage, moment or function", err);
		rc = check_flags(reading, "a hook", hooks[i].flags, VENVB_HOOK_REQUIRED, err);
		if (rc == 0)
			rc = check_reserved(reading, "a hook", hooks[i].reserved, err);
		if (rc == 0)
			rc = read_text(reading, "stage", hooks[i].stage, &hooks[i].stage, err);
		if (rc == 0)
			rc = read_text(reading, "moment", hooks[i].moment, &hooks[i].moment, err);
		if (rc < 0)
			return rc;
	}
	descriptor->hooks = hooks;
	descriptor->hook_count = array->count;
	return 0;
}

/* Names of other plugins, which need not be valid: then there is none of that name. */
static int read_order(const struct reading *reading, const struct venvb_array *array,
	const char *const **ret_names, struct vb_err *err)
{
	const char **names;
	void *items;
	int rc = read_array(reading, array, sizeof(*names), sizeof(*names), &items, err);

	if (rc < 0)
		return rc;
	names = vb_arena_array(reading->arena, array->count + (size_t)1, sizeof(*names));
	for (size_t i = 0; i < array->count; i++) {
		rc = read_text(reading, "name to be ordered by", ((const char **)items)[i],
			&names[i], err);
		if (rc < 0)
			return rc;
	}
	*ret_names = names;
	return 0;
}

int vb_descriptor_read(struct vb_arena *arena, const struct vb_descriptor_source *source,
	struct vb_descriptor *ret_descriptor, struct vb_err *err)
{
	struct reading reading = {.arena = arena, .source = source};
	struct vb_descriptor descriptor = {0};
	int rc = read_struct(&reading, err);

	descriptor.minor = reading.plugin.minor;
	descriptor.flags = reading.plugin.flags;
	if (rc == 0)
		rc = check_head(&reading, err);
	if (rc == 0)
		rc = read_names(&reading, &descriptor, err);
	if (rc == 0)
		rc = read_options(&reading, &descriptor, err);
	if (rc == 0)
		rc = read_hooks(&reading, &descriptor, err);
	if (rc == 0)
		rc = read_order(&reading, &reading.plugin.before, &descriptor.before, err);
	if (rc == 0)
		rc = read_order(&reading, &reading.plugin.after, &descriptor.after, err);
	if (rc == 0)
		*ret_descriptor = descriptor;
	return rc;
}
