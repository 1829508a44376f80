/* SPDX-License-Identifier: MIT */
/* The checks of what a plugin says of itself. */
#include "core/plugin_check.h"

#include "core/option.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>

/* The name is read by itself, so that a wrong one is a finding of its own. */
static const char *peek_name(const void *data, size_t size)
{
	struct venvb_plugin plugin = {0};

	memcpy(&plugin, data, size < sizeof(plugin) ? size : sizeof(plugin));
	return plugin.magic == VENVB_MAGIC && plugin.name ? plugin.name : "";
}

bool vb_check_describe(struct vb_child *child, const struct vb_subject *subject,
	struct vb_descriptor *ret_descriptor)
{
	vb_auto_err err = VB_ERR_INIT;
	size_t size;
	const void *data = vb_check_load(child, subject, &size);
	struct vb_descriptor_source source = {
		.data = data, .available = size, .file = subject->file->path};

	if (!data)
		return false;
	vb_child_doing(child, "while its descriptor was read");
	source.name = peek_name(data, size);
	if (vb_descriptor_read(subject->arena, &source, ret_descriptor, &err) == 0)
		return true;
	vb_check_complain(child, "%s", err.msg);
	return false;
}

void vb_check_descriptor(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_descriptor descriptor;
	struct venvb_plugin plugin = {0};
	const void *data;
	size_t size;

	(void)check;
	if (!vb_check_describe(child, subject, &descriptor))
		return;
	data = vb_check_load(child, subject, &size);
	memcpy(&plugin, data, size < sizeof(plugin) ? size : sizeof(plugin));
	if (!*descriptor.summary)
		vb_check_complain(child, "it has no summary, which 'venvb plugin list' shows");
	if (plugin.size != size)
		vb_check_complain(child, "its size is said to be %u, and is %zu",
			(unsigned)plugin.size, size);
	if (plugin.reserved || plugin.reserved2)
		vb_check_complain(child, "what is reserved in it is not 0");
	if (plugin.needs_minor > plugin.minor)
		vb_check_complain(child, "it needs minor %u, and was compiled with minor %u",
			(unsigned)plugin.needs_minor, (unsigned)plugin.minor);
	if (plugin.flags & ~(VENVB_PLUGIN_PROJECT | VENVB_PLUGIN_NEWER_KINDS) &&
		plugin.minor <= VENVB_MINOR)
		vb_check_complain(child, "it has unknown flags 0x%x", (unsigned)plugin.flags);
}

void vb_check_name(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	size_t size;
	const void *data = vb_check_load(child, subject, &size);
	const char *name = data ? peek_name(data, size) : "";

	(void)check;
	if (data && strcmp(name, subject->file->name) != 0)
		vb_check_complain(child, "it calls itself '%s', and its file is '%s.so'", name,
			subject->file->name);
}

static void check_option(struct vb_child *child, const struct venvb_option *option)
{
	static const uint32_t known = VENVB_OPTION_SECRET | VENVB_OPTION_PROJECT | VENVB_HINTS;
	bool is_place = option->type == VENVB_PATH || option->type == VENVB_URL;

	if (!option->summary || !*option->summary)
		vb_check_complain(child, "the option '%s' has no summary", option->name);
	if (option->flags & ~known)
		vb_check_complain(child, "the option '%s' has unknown flags 0x%x", option->name,
			(unsigned)option->flags);
	if (option->type != VENVB_CHOICE && option->choices)
		vb_check_complain(
			child, "the option '%s' has choices, but is no choice", option->name);
	if (is_place && option->flags & VENVB_OPTION_PROJECT)
		vb_check_complain(child,
			"the option '%s' is open to project files, which never set a path or a URL",
			option->name);
}

/* What is said in the configuration is not looked at: the defaults alone must do. */
void vb_check_options(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	static const struct vb_config nothing;
	static const struct vb_log silent;
	vb_auto_err err = VB_ERR_INIT;
	struct vb_descriptor descriptor;
	struct vb_host *host;
	struct vb_host_plugin *plugin;

	(void)check;
	if (!vb_check_describe(child, subject, &descriptor))
		return;
	for (size_t i = 0; i < descriptor.option_count; i++)
		check_option(child, &descriptor.options[i]);
	host = vb_host_empty(subject->arena, &silent, 1);
	plugin = vb_host_add(host, &descriptor, VB_TIER_FILE, subject->file->path);
	if (vb_plugin_options(host, plugin, &nothing, &err) < 0)
		vb_check_complain(child, "a default is wrong: %s", err.msg);
}

/* Whether a function is code of the plugin itself. */
static bool is_own(venvb_hook_fn *call, const void *data)
{
	const void *address;
	Dl_info one, other;

	memcpy(&address, &call, sizeof(address));
	return dladdr(address, &one) && dladdr(data, &other) && one.dli_fbase == other.dli_fbase;
}

static void check_hook(struct vb_child *child, const struct venvb_hook *hook, const void *data)
{
	const struct vb_stage *stage = vb_stage_find(hook->stage);
	bool is_known = stage && stage->moments & vb_moment_find(hook->moment);

	if (!is_known && hook->flags & VENVB_HOOK_REQUIRED)
		vb_check_complain(child,
			"it needs a hook '%s' of '%s', which this venvb does not have",
			hook->moment, hook->stage);
	if (hook->flags & ~(VENVB_HOOK_REQUIRED | VENVB_HINTS))
		vb_check_complain(child, "the hook '%s' of '%s' has unknown flags 0x%x",
			hook->moment, hook->stage, (unsigned)hook->flags);
	if (hook->reserved)
		vb_check_complain(child, "what is reserved in the hook '%s' of '%s' is not 0",
			hook->moment, hook->stage);
	if (!is_own(hook->call, data))
		vb_check_complain(child, "the function of the hook '%s' of '%s' is not its own",
			hook->moment, hook->stage);
}

void vb_check_hooks(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_descriptor descriptor;
	const void *data;
	size_t size;

	(void)check;
	if (!vb_check_describe(child, subject, &descriptor))
		return;
	data = vb_check_load(child, subject, &size);
	if (!descriptor.hook_count)
		vb_check_complain(child, "it has no hook, and so does nothing");
	for (size_t i = 0; i < descriptor.hook_count; i++) {
		const struct venvb_hook *hook = &descriptor.hooks[i];

		check_hook(child, hook, data);
		for (size_t k = 0; k < i && !strcmp(hook->moment, "replace"); k++)
			if (!strcmp(descriptor.hooks[k].moment, "replace") &&
				!strcmp(descriptor.hooks[k].stage, hook->stage))
				vb_check_complain(child, "it replaces '%s' twice", hook->stage);
	}
}

static void check_names(struct vb_child *child, const struct vb_descriptor *descriptor,
	const char *const *names, const char *list)
{
	for (; *names; names++) {
		if (!vb_option_is_name(*names, strlen(*names)))
			vb_check_complain(
				child, "'%s' in '%s' is not the name of a plugin", *names, list);
		else if (!strcmp(*names, descriptor->name))
			vb_check_complain(child, "it names itself in '%s'", list);
	}
}

void vb_check_order(
	struct vb_child *child, const struct vb_subject *subject, const struct vb_check *check)
{
	struct vb_descriptor descriptor;

	(void)check;
	if (!vb_check_describe(child, subject, &descriptor))
		return;
	check_names(child, &descriptor, descriptor.before, "before");
	check_names(child, &descriptor, descriptor.after, "after");
	for (const char *const *one = descriptor.before; *one; one++)
		for (const char *const *other = descriptor.after; *other; other++)
			if (!strcmp(*one, *other))
				vb_check_complain(
					child, "'%s' is to run both after and before it", *one);
}
