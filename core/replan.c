/* SPDX-License-Identifier: MIT */
/* From a receipt to a request, a configuration and a dry run. */
#include "core/replan.h"

#include "core/cache.h"
#include "core/config_layer.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/trust.h"

static enum vb_layer find_layer(const char *name)
{
	for (int layer = VB_LAYER_SYSTEM; layer <= VB_LAYER_PLUGIN; layer++)
		if (name && !strcmp(vb_layer_name((enum vb_layer)layer), name))
			return (enum vb_layer)layer;
	return VB_LAYER_COMMAND_LINE;
}

/* What a plugin has set in the request, it will set again. */
static int set_option(struct vb_request *request, struct vb_arena *arena,
	const struct vb_receipt_value *value, struct vb_err *err)
{
	enum vb_layer layer = find_layer(value->origin);
	int id = vb_option_find(value->key), rc;

	if (id < 0)
		return vb_err_set(err, VB_EFAIL, "its receipt has an option '%s' that is not known",
			value->key);
	if (layer == VB_LAYER_PLUGIN)
		return 0;
	rc = vb_option_set(request, arena, (enum vb_option_id)id, value->values[0],
		VB_LAYER_COMMAND_LINE, VB_RECEIPT_NAME, err);
	request->origin[id] = layer;
	return rc;
}

/* The request of the receipt; where the cache is and how long hooks may take is of today, and byte
 * code is not looked at. */
static int make_request(struct vb_replan *replan, const struct vb_environment *environment,
	const struct vb_request *today, struct vb_err *err)
{
	const struct vb_receipt *receipt = &environment->receipt;
	struct vb_request *request = &replan->run.request;
	int rc = 0;

	vb_option_defaults(request, replan->run.arena);
	for (size_t i = 0; rc == 0 && i < receipt->request_count; i++)
		rc = set_option(request, replan->run.arena, &receipt->request[i], err);
	request->cache = today->cache;
	request->cache_dir = today->cache_dir;
	request->hook_timeout = today->hook_timeout;
	request->compile = VB_COMPILE_NEVER;
	request->dry_run = true;
	request->target = environment->target.path;
	request->name = receipt->name ? receipt->name : environment->target.name;
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

/* Whether the configuration says so already, or only it can: a secret is in no receipt. */
static bool is_said(const struct vb_plugin_config *plugin, const struct vb_receipt_value *value)
{
	for (size_t i = 0; i < value->count; i++)
		if (strstr(value->values[i], "***"))
			return true;
	for (size_t i = 0; i < plugin->value_count; i++)
		if (is_same(&plugin->values[i], value))
			return true;
	return false;
}

static void add_values(const struct vb_replan *replan, const struct vb_receipt_plugin *from,
	struct vb_plugin_config *plugin)
{
	struct vb_plugin_value *values = vb_arena_array(
		replan->run.arena, plugin->value_count + from->option_count + 1, sizeof(*values));
	size_t count = plugin->value_count;

	if (count)
		memcpy(values, plugin->values, count * sizeof(*values));
	for (size_t i = 0; i < from->option_count; i++) {
		const struct vb_receipt_value *value = &from->options[i];

		if (is_said(plugin, value))
			continue;
		values[count] = (struct vb_plugin_value){
			.key = value->key,
			.values = value->values,
			.count = value->count,
			.is_list = value->count != 1,
			.layer = replan->trusts_receipt ? VB_LAYER_COMMAND_LINE
							: VB_LAYER_PROJECT,
			.source = VB_RECEIPT_NAME,
			.base = replan->run.request.target,
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
	const struct vb_replan *replan, const struct vb_receipt_plugin *plugin, struct vb_err *err)
{
	if (!plugin->file || replan->trusts_receipt)
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
static int make_plugins(
	struct vb_replan *replan, const struct vb_receipt *receipt, struct vb_err *err)
{
	struct vb_config *config = &replan->config;
	size_t count = config->plugin_count;
	struct vb_plugin_config *plugins = vb_arena_array(
		replan->run.arena, count + receipt->plugin_count + 1, sizeof(*plugins));

	if (count)
		memcpy(plugins, config->plugins, count * sizeof(*plugins));
	for (size_t i = 0; i < count; i++)
		plugins[i].enabled = false;
	for (size_t i = 0; i < receipt->plugin_count; i++) {
		const struct vb_receipt_plugin *from = &receipt->plugins[i];
		struct vb_plugin_config *plugin =
			find_plugin(plugins, count, from->name, from->file);
		int rc = check_file(replan, from, err);

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
				.layer = replan->trusts_receipt ? VB_LAYER_COMMAND_LINE
								: VB_LAYER_PROJECT,
				.source = VB_RECEIPT_NAME};
		}
		plugin->enabled = true;
		add_values(replan, from, plugin);
	}
	config->plugins = plugins;
	config->plugin_count = count;
	return 0;
}

/* Whether to start EXECUTABLE is safe whoever names it: root's, or of who could change venvb. */
static bool is_safe(struct vb_arena *arena, const char *executable)
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

static int choose_interpreter(
	struct vb_replan *replan, const struct vb_environment *environment, struct vb_err *err)
{
	const char *executable = environment->receipt.executable;
	const char *python = replan->run.request.python;

	if (!executable || *executable != '/')
		return vb_err_set(err, VB_EFAIL, "its receipt names no interpreter");
	if (access(executable, X_OK) < 0)
		return vb_err_set(err, VB_EFAIL, "its interpreter '%s' is gone", executable);
	if (replan->trusts_receipt || is_safe(replan->run.arena, executable)) {
		replan->run.interpreter = executable;
		return 0;
	}
	if (!python || !strchr(python, '/'))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"only its receipt names the interpreter '%s', which is not started for that: "
		"--trust-receipt does",
		executable);
}

static int check_interpreter(
	const struct vb_replan *replan, const struct vb_receipt *receipt, struct vb_err *err)
{
	const struct vb_interp *interp = replan->run.interp;
	const char *version = vb_interp_version(interp, replan->run.arena);

	if (receipt->executable && strcmp(interp->executable, receipt->executable) != 0)
		return vb_err_set(err, VB_EFAIL,
			"the interpreter would be '%s', and was '%s' (--trust-receipt takes that)",
			interp->executable, receipt->executable);
	if (receipt->version && strcmp(version, receipt->version) != 0)
		return vb_err_set(err, VB_EFAIL, "its interpreter was %s, and is %s now",
			receipt->version, version);
	return 0;
}

static int prepare(struct vb_replan *replan, const struct vb_create *command,
	const struct vb_environment *environment, struct vb_err *err)
{
	struct vb_run *run = &replan->run;
	struct vb_request today = {0};
	const struct vb_config_target target = {&replan->config, &today};
	int rc = vb_create_configure(command, run->arena, NULL, &target, err);

	if (rc == 0)
		rc = make_request(replan, environment, &today, err);
	if (rc == 0)
		rc = make_plugins(replan, &environment->receipt, err);
	if (rc == 0)
		rc = choose_interpreter(replan, environment, err);
	if (rc == 0)
		rc = vb_create_load_plugins(command, run->arena, &replan->config, &run->host, err);
	if (rc == 0)
		rc = vb_cache_open(run->arena, run->log, run->request.cache_dir, run->request.cache,
			&run->cache, err);
	return rc;
}

int vb_replan(struct vb_replan *replan, const struct vb_create *command,
	const struct vb_environment *environment, struct vb_err *err)
{
	struct vb_run *run = &replan->run;
	int rc;

	*run = (struct vb_run){
		.arena = command->cli->arena,
		.log = command->cli->log,
		.argv = command->cli->argv,
		.umask = command->cli->umask,
		.cwd = command->cwd,
		.target = &environment->target,
	};
	rc = prepare(replan, command, environment, err);
	if (rc < 0)
		return rc;
	run->plan = vb_plan_new(run->arena);
	rc = vb_pipeline_run(run, err);
	return rc < 0 ? rc : check_interpreter(replan, &environment->receipt, err);
}

void vb_replan_done(struct vb_replan *replan)
{
	if (replan->run.host)
		vb_host_done(replan->run.host);
	if (replan->run.cache)
		vb_cache_done(replan->run.cache);
}
