/* SPDX-License-Identifier: MIT */
/*
 * The plugins of a run: what the configuration enables is found, loaded and added, once; then
 * options are filled in, the order is made, and the hooks are laid out in it.
 */
#include "core/plugin.h"

#include "core/host.h"
#include "core/order.h"
#include "core/url.h"

#include <errno.h>
#include <sys/stat.h>

struct vb_host *vb_host_empty(struct vb_arena *arena, const struct vb_log *log, size_t room)
{
	struct vb_host *host = vb_arena_one(arena, struct vb_host);

	host->arena = arena;
	host->log = log;
	host->plugins = vb_arena_array(arena, room, sizeof(struct vb_host_plugin *));
	return host;
}

struct vb_host_plugin *vb_host_add(struct vb_host *host, const struct vb_descriptor *descriptor,
	enum vb_tier tier, const char *path)
{
	struct vb_host_plugin *plugin = vb_arena_one(host->arena, struct vb_host_plugin);

	plugin->descriptor = *descriptor;
	plugin->plugin = (struct vb_plugin){
		.actor = {descriptor->name, tier},
		.path = path,
		.version = descriptor->version,
		.summary = descriptor->summary,
		.licence = descriptor->licence,
	};
	host->plugins[host->count++] = plugin;
	return plugin;
}

/* A project's file is a stranger's: nothing of a plugin runs by its word that is not open to it.
 * 1: the run does without it. */
static int check_enabling(struct vb_host *host, const struct vb_plugin_config *config,
	const struct vb_plugin_file *file, struct vb_err *err)
{
	uint32_t flags = 0;
	int rc;

	if (config->layer != VB_LAYER_PROJECT)
		return 0;
	rc = vb_plugin_peek(file, &flags, err);
	if (rc < 0 || flags & VENVB_PLUGIN_PROJECT)
		return rc < 0 ? vb_err_wrap(err, "plugin '%s'", file->name) : 0;
	if (config->is_dispensable) {
		vb_host_leave_out(host, file->name, NULL);
		return 1;
	}
	return vb_err_set(err, VB_EUSAGE,
		"%s%sa project's file may not enable the plugin '%s': enable it in your own "
		"configuration or on the command line",
		config->source ? config->source : "", config->source ? ": " : "", file->name);
}

void vb_host_leave_out(struct vb_host *host, const char *plugin, const char *option)
{
	host->left_out = vb_arena_grow(host->arena, host->left_out, host->left_out_count,
		&host->left_out_room, sizeof(*host->left_out));
	host->left_out[host->left_out_count++] = vb_arena_str(host->arena, plugin);
	vb_notice(host->log,
		"the %s '%s%s%s', which only the receipt names, is left out: its packages are known by "
		"their hashes (--trust-receipt believes it)",
		option ? "option" : "plugin", plugin, option ? "." : "", option ? option : "");
}

bool vb_host_has_left_out(const struct vb_host *host, const char *plugin)
{
	for (size_t i = 0; i < host->left_out_count; i++)
		if (!strcmp(host->left_out[i], plugin))
			return true;
	return false;
}

static struct vb_host_plugin *find_same(const struct vb_host *host, const struct stat *st)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->plugins[i]->dev == st->st_dev && host->plugins[i]->ino == st->st_ino)
			return host->plugins[i];
	return NULL;
}

static int check_name_is_free(
	const struct vb_host *host, const char *name, const char *path, struct vb_err *err)
{
	for (size_t i = 0; i < host->count; i++)
		if (!strcmp(host->plugins[i]->plugin.actor.name, name))
			return vb_err_set(err, VB_EUSAGE,
				"two plugins are called '%s', '%s' and '%s'; leave one of them out",
				name, host->plugins[i]->plugin.path, path);
	return 0;
}

static int add_file(struct vb_host *host, const struct vb_plugin_config *config,
	const struct vb_plugin_file *file, struct vb_host_plugin **ret_plugin, struct vb_err *err)
{
	struct vb_descriptor descriptor;
	struct vb_host_plugin *plugin;
	struct stat st;
	int rc;

	if (fstat(file->fd, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", file->path);
	plugin = find_same(host, &st);
	if (plugin) {
		/* The same file enabled twice is one plugin, of the higher tier. */
		if (file->tier < plugin->plugin.actor.tier)
			plugin->plugin.actor.tier = file->tier;
		*ret_plugin = plugin;
		return 0;
	}
	rc = check_enabling(host, config, file, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = vb_plugin_load(host->arena, file, &descriptor, err);
	if (rc < 0)
		return vb_err_wrap(err, "plugin '%s'", file->name);
	rc = check_name_is_free(host, descriptor.name, file->path, err);
	if (rc < 0)
		return rc;
	plugin = vb_host_add(host, &descriptor, file->tier, file->path);
	plugin->dev = st.st_dev;
	plugin->ino = st.st_ino;
	*ret_plugin = plugin;
	return 0;
}

static bool is_enabled(const struct vb_config *config, const char *name)
{
	for (size_t i = 0; i < config->plugin_count; i++)
		if (config->plugins[i].name && !strcmp(config->plugins[i].name, name))
			return config->plugins[i].enabled;
	return false;
}

/* The name of a plugin that is named by its path is known only now. */
static int check_lock(const struct vb_config *config, const struct vb_plugin_config *said,
	const struct vb_host_plugin *plugin, struct vb_err *err)
{
	const char *name = plugin->plugin.actor.name;
	const struct vb_config_lock *lock = vb_config_find_lock(config, name, "enable");

	if (!lock || said->name || plugin->policy || is_enabled(config, name))
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"the plugin '%s' is enabled as '%s', but %s locks '%s.enable' at 'no'", name,
		said->file, lock->source, name);
}

static int add_enabled(struct vb_host *host, const struct vb_config *config,
	const struct vb_host_opts *opts, struct vb_err *err)
{
	host->enabled =
		vb_arena_array(host->arena, config->plugin_count, sizeof(struct vb_host_plugin *));
	for (size_t i = 0; i < config->plugin_count; i++) {
		struct vb_plugin_file file = {.fd = -1};
		int rc;

		if (!config->plugins[i].enabled)
			continue;
		rc = vb_plugin_find(host->arena, &config->plugins[i], opts, &file, err);
		if (rc == 0)
			rc = add_file(host, &config->plugins[i], &file, &host->enabled[i], err);
		vb_close_fd(&file.fd);
		if (rc == 0 && host->enabled[i])
			rc = check_lock(config, &config->plugins[i], host->enabled[i], err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_policy(
	struct vb_host *host, const char *file, const struct vb_host_opts *opts, struct vb_err *err)
{
	struct vb_policy *policy = vb_arena_one(host->arena, struct vb_policy);
	const struct vb_host_opts installed = {.plugindir = opts->plugindir};
	struct vb_plugin_file object = {.fd = -1};
	struct vb_host_plugin *plugin;
	int rc = vb_policy_read(host->arena, file, policy, err);

	if (rc < 0)
		return rc;
	rc = vb_plugin_find(host->arena, &policy->plugin, &installed, &object, err);
	if (rc < 0)
		return vb_err_wrap(err, "policy");
	object.tier = VB_TIER_POLICY;
	object.policy = policy->file;
	rc = add_file(host, &policy->plugin, &object, &plugin, err);
	vb_close_fd(&object.fd);
	if (rc < 0)
		return vb_err_wrap(err, "policy '%s'", file);
	if (plugin->policy)
		return vb_policy_report_twice(plugin->policy, policy, err);
	plugin->policy = policy;
	return 0;
}

static int pass_over(const struct vb_host *host, int rc, struct vb_err *err)
{
	if (rc == 0 || !host->passes_over_policies)
		return rc;
	vb_warn(host->log, "%s; no environment is made until that is mended", err->msg);
	vb_err_done(err);
	return 0;
}

static int add_policies(struct vb_host *host, const char *const *files,
	const struct vb_host_opts *opts, struct vb_err *err)
{
	int rc = 0;

	for (; rc == 0 && *files; files++)
		rc = pass_over(host, add_policy(host, *files, opts, err), err);
	return rc;
}

static int sort_plugins(struct vb_host *host, struct vb_err *err)
{
	struct vb_order_item *items = vb_arena_array(host->arena, host->count, sizeof(*items));
	struct vb_host_plugin **sorted =
		vb_arena_array(host->arena, host->count, sizeof(struct vb_host_plugin *));
	size_t *indices = vb_arena_array(host->arena, host->count, sizeof(*indices));
	int rc;

	for (size_t i = 0; i < host->count; i++)
		items[i] = (struct vb_order_item){
			.actor = host->plugins[i]->plugin.actor,
			.before = host->plugins[i]->descriptor.before,
			.after = host->plugins[i]->descriptor.after,
		};
	rc = vb_order_sort(host->arena, items, host->count, indices, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < host->count; i++)
		sorted[i] = host->plugins[indices[i]];
	host->plugins = sorted;
	return 0;
}

/* A stage is replaced by one at most. */
static int check_replacement(
	const struct vb_host *host, const struct vb_host_hook *hook, struct vb_err *err)
{
	for (size_t i = 0; hook->moment == VB_MOMENT_REPLACE && i < host->hook_count; i++) {
		const struct vb_host_hook *other = &host->hooks[i];

		if (other->moment == VB_MOMENT_REPLACE && other->stage == hook->stage)
			return vb_err_set(err, VB_EUSAGE,
				"the plugins '%s' and '%s' both replace '%s'; leave one of them "
				"out",
				other->plugin->plugin.actor.name, hook->plugin->plugin.actor.name,
				hook->stage->name);
	}
	return 0;
}

static int add_hook(struct vb_host *host, struct vb_host_plugin *plugin,
	const struct venvb_hook *said, struct vb_err *err)
{
	struct vb_host_hook hook = {
		.plugin = plugin,
		.stage = vb_stage_find(said->stage),
		.moment = vb_moment_find(said->moment),
		.call = said->call,
	};
	const char *name = plugin->plugin.actor.name;
	int rc;

	if (!hook.stage || !(hook.stage->moments & hook.moment)) {
		if (said->flags & VENVB_HOOK_REQUIRED)
			return vb_err_set(err, VB_EPLUGIN,
				"plugin '%s': it needs a hook '%s' of '%s', which this venvb does "
				"not have; it needs another venvb",
				name, said->moment, said->stage);
		vb_verbose(host->log,
			"plugin '%s': its hook '%s' of '%s' is left out, this venvb does not have "
			"it",
			name, said->moment, said->stage);
		return 0;
	}
	rc = check_replacement(host, &hook, err);
	if (rc == 0)
		host->hooks[host->hook_count++] = hook;
	return rc;
}

static int add_hooks(struct vb_host *host, struct vb_err *err)
{
	size_t room = 0;

	for (size_t i = 0; i < host->count; i++)
		room += host->plugins[i]->descriptor.hook_count;
	host->hooks = vb_arena_array(host->arena, room, sizeof(*host->hooks));
	for (size_t i = 0; i < host->count; i++) {
		const struct vb_descriptor *descriptor = &host->plugins[i]->descriptor;

		for (size_t k = 0; k < descriptor->hook_count; k++) {
			int rc = add_hook(host, host->plugins[i], &descriptor->hooks[k], err);

			if (host->plugins[i]->policy)
				rc = pass_over(host, rc, err);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

int vb_host_finish(struct vb_host *host, const struct vb_config *config, struct vb_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < host->count; i++) {
		rc = vb_plugin_options(host, host->plugins[i], config, err);
		if (host->plugins[i]->policy)
			rc = pass_over(host, rc, err);
	}
	if (rc == 0)
		rc = sort_plugins(host, err);
	if (rc == 0)
		rc = add_hooks(host, err);
	return rc;
}

int vb_host_new(struct vb_arena *arena, const struct vb_log *log, const struct vb_config *config,
	const struct vb_host_opts *opts, struct vb_host **ret_host, struct vb_err *err)
{
	const struct vb_host none = {
		.log = log, .passes_over_policies = opts->passes_over_policies};
	const char *const no_files[] = {NULL}, *const *files = no_files;
	struct vb_host *host;
	size_t count = 0;
	int rc =
		opts->policy_dir ? vb_policy_list(arena, opts->policy_dir, &files, &count, err) : 0;

	rc = pass_over(&none, rc, err);
	if (rc < 0)
		return rc;
	host = vb_host_empty(arena, log, config->plugin_count + count);
	host->passes_over_policies = opts->passes_over_policies;
	host->trusts_files = opts->trust_files;
	/* Before all others, so that a file enabled twice is the policy's. */
	rc = add_policies(host, files, opts, err);
	if (rc == 0)
		rc = add_enabled(host, config, opts, err);
	if (rc == 0)
		rc = vb_host_finish(host, config, err);
	if (rc == 0)
		rc = vb_plugin_options_absent(host, config, err);
	if (rc == 0)
		*ret_host = host;
	return rc;
}

size_t vb_host_count(const struct vb_host *host)
{
	return host->count;
}

const struct vb_plugin *vb_host_plugin(const struct vb_host *host, size_t index)
{
	return &host->plugins[index]->plugin;
}

static const char *mask(
	const struct vb_host_option *option, const char *value, struct vb_arena *arena)
{
	vb_auto_buf text = VB_BUF_INIT;

	if (option->declared.flags & VENVB_OPTION_SECRET)
		return "***";
	vb_url_add_masked(&text, value);
	return vb_arena_dup(arena, text.data, text.len);
}

static const char *join(const char *const *values, size_t count, struct vb_arena *arena)
{
	vb_auto_buf text = VB_BUF_INIT;

	if (!count)
		return NULL;
	for (size_t i = 0; i < count; i++)
		vb_buf_addf(&text, "%s%s", i ? "," : "", values[i]);
	return vb_arena_dup(arena, text.data, text.len);
}

bool vb_host_option(const struct vb_host *host, const struct vb_plugin *plugin, size_t index,
	struct vb_arena *arena, struct vb_plugin_option *ret_option)
{
	const struct vb_host_plugin *whole = NULL;
	const struct vb_host_option *option;
	const struct venvb_option *declared;
	const char **values;

	for (size_t i = 0; i < host->count; i++)
		if (&host->plugins[i]->plugin == plugin)
			whole = host->plugins[i];
	if (!whole || index >= whole->descriptor.option_count)
		return false;
	option = &whole->options[index];
	declared = &option->declared;
	values = vb_arena_array(arena, option->count + 1, sizeof(*values));
	for (size_t i = 0; i < option->count; i++)
		values[i] = mask(option, option->values[i], arena);
	*ret_option = (struct vb_plugin_option){
		.name = declared->name,
		.summary = declared->summary,
		.argument = declared->argument,
		.default_value = declared->default_value,
		.choices = declared->choices,
		.value = join(values, option->count, arena),
		.values = values,
		.value_count = option->count,
		.layer = option->layer,
		.source = option->source,
	};
	return true;
}
