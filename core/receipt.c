/* SPDX-License-Identifier: MIT */
/* Writing the receipt of a run. Reading it is receipt_read.c. */
#include "core/receipt.h"

#include "core/fsat.h"
#include "core/interp.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/option.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/run.h"
#include "core/target.h"
#include "core/url.h"

#include <fcntl.h>

/* What the rendering of a receipt needs. */
struct writing {
	struct vb_run *run;
	struct vb_receipt old; /* what of the environment that is there stays */
};

/* What something other than the defaults said; where the cache is does not matter. */
static bool is_told(const struct vb_run *run, int id)
{
	return run->request.origin[id] != VB_LAYER_BUILTIN && id != VB_OPT_CACHE_DIR &&
	       id != VB_OPT_CACHE;
}

static json_t *request_json(const struct vb_run *run)
{
	json_t *object = vb_json_object();

	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (is_told(run, id))
			vb_json_put_text(object, vb_options[id].name,
				vb_option_text(&run->request, run->arena, (enum vb_option_id)id));
	return object;
}

static json_t *origins_json(const struct vb_run *run)
{
	json_t *object = vb_json_object();

	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (is_told(run, id))
			vb_json_put_text(object, vb_options[id].name,
				vb_layer_name(run->request.origin[id]));
	return object;
}

static json_t *interpreter_json(const struct vb_run *run)
{
	static const char *const facts[] = {"executable", "base-prefix", "implementation",
		"version", "cache-tag", "platform", NULL};
	json_t *object = vb_json_object();

	for (size_t i = 0; facts[i]; i++)
		vb_json_put_text(
			object, facts[i], vb_interp_fact(run->interp, facts[i], run->arena));
	return object;
}

static json_t *plugin_options_json(const struct vb_run *run, const struct vb_plugin *plugin)
{
	json_t *object = vb_json_object();
	struct vb_plugin_option option;

	for (size_t i = 0; vb_host_option(run->host, plugin, i, run->arena, &option); i++) {
		json_t *list;

		if (!option.value || option.layer == VB_LAYER_BUILTIN)
			continue;
		if (option.value_count == 1) {
			vb_json_put_text(object, option.name, option.value);
			continue;
		}
		list = vb_json_array();
		for (size_t k = 0; k < option.value_count; k++)
			vb_json_append(list, vb_json_text(option.values[k]));
		vb_json_put(object, option.name, list);
	}
	return object;
}

static json_t *plugins_json(const struct vb_run *run)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_host_count(run->host); i++) {
		const struct vb_plugin *plugin = vb_host_plugin(run->host, i);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "name", plugin->actor.name);
		vb_json_put_text(object, "version", plugin->version);
		vb_json_put_text(object, "tier", vb_tier_name(plugin->actor.tier));
		if (plugin->actor.tier == VB_TIER_FILE)
			vb_json_put_text(object, "file", plugin->path);
		vb_json_put(object, "options", plugin_options_json(run, plugin));
	}
	return array;
}

const char *const vb_receipt_hows[VB_RECEIPT_HOWS] = {
	[VB_VAR_SET] = "set",
	[VB_VAR_PREPEND] = "prepend",
	[VB_VAR_APPEND] = "append",
};

/* User and password of a URL are in the scripts, which set them, and nowhere else. */
static void put_masked(json_t *object, const char *key, const char *text)
{
	vb_auto_buf out = VB_BUF_INIT;

	if (strstr(text, "://"))
		vb_url_add_masked(&out, text);
	else
		vb_buf_adds(&out, text);
	vb_json_put_text(object, key, out.len ? out.data : "");
}

static json_t *vars_json(const struct vb_plan *plan)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_plan_var_count(plan); i++) {
		const struct vb_var *var = vb_plan_var_at(plan, i);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "name", var->name);
		vb_json_put_text(object, "how", vb_receipt_hows[var->how]);
		put_masked(object, "value", var->value);
	}
	return array;
}

static json_t *files_json(const struct vb_plan *plan)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		const struct vb_node *node = vb_plan_visit(plan, i);
		json_t *object;

		if (node->kind == VB_IMAGE)
			continue;
		object = vb_json_append_object(array);
		vb_json_put_text(object, "path", node->path);
		vb_json_put_text(object, "kind", vb_kind_name(node->kind));
		if (node->kind == VB_LINK)
			vb_json_put_text(object, "target", node->data);
		vb_json_put_text(object, "by", node->who.name);
	}
	return array;
}

static void append_package(json_t *array, const struct vb_receipt_package *package)
{
	json_t *object = vb_json_append_object(array);

	vb_json_put_text(object, "name", package->name);
	vb_json_put_text(object, "version", package->version);
	vb_json_put_text(object, "sha256", package->sha256);
	vb_json_put_text(object, "root", package->root);
	vb_json_put_text(object, "dist-info", package->dist_info);
	vb_json_put_text(object, "by", package->by);
	if (package->source)
		vb_json_put_text(object, "source", package->source);
	if (package->direct_url)
		put_masked(object, "direct-url", package->direct_url);
	vb_json_put_bool(object, "requested", package->requested);
	if (package->locked)
		vb_json_put_bool(object, "locked", true);
	if (package->overlays)
		vb_json_put(object, "overlays", json_integer(package->overlays));
}

/* The packages of the plan, and of the old receipt those that stay: what another lock asked for
 * goes. */
static json_t *packages_json(const struct vb_plan *plan, const struct vb_receipt *old)
{
	const bool is_locked = vb_plan_is_locked(plan);
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_plan_package_count(plan); i++) {
		const struct vb_package *package = vb_plan_package(plan, i);

		append_package(array,
			&(struct vb_receipt_package){.name = package->name,
				.version = package->version,
				.sha256 = package->sha256,
				.root = package->root,
				.dist_info = package->dist_info,
				.by = package->who.name,
				.source = package->source,
				.direct_url = package->direct_url,
				.locked = package->locked,
				.requested = package->requested,
				.overlays = package->overlays ? (int64_t)package->number : 0});
	}
	for (size_t i = 0; i < old->package_count; i++)
		if (!vb_plan_find_package(plan, old->packages[i].name) &&
			!(is_locked && old->packages[i].locked))
			append_package(array, &old->packages[i]);
	return array;
}

static int render(const struct vb_plan *plan, void *user, struct vb_buf *out, struct vb_err *err)
{
	const struct writing *writing = user;
	const struct vb_run *run = writing->run;
	json_auto_t *receipt = vb_json_object();

	(void)err;
	vb_json_put(receipt, "receipt", json_integer(VB_RECEIPT_SCHEMA));
	vb_json_put_text(receipt, "venvb", PACKAGE_VERSION);
	vb_json_put_text(receipt, "path", run->request.target);
	vb_json_put_text(receipt, "name", run->request.name);
	vb_json_put(receipt, "request", request_json(run));
	vb_json_put(receipt, "origins", origins_json(run));
	vb_json_put(receipt, "interpreter", interpreter_json(run));
	vb_json_put(receipt, "plugins", plugins_json(run));
	vb_json_put_text(receipt, "prompt", vb_plan_prompt(plan));
	vb_json_put(receipt, "variables", vars_json(plan));
	vb_json_put(receipt, "packages", packages_json(plan, &writing->old));
	vb_json_put(receipt, "files", files_json(plan));
	vb_json_print(receipt, out);
	return 0;
}

/* Leaves out of OLD what is not there any more: pip may have replaced or removed it. */
static void keep_present(struct vb_arena *arena, int dirfd, struct vb_receipt *old)
{
	struct vb_receipt_package *kept = vb_arena_array(arena, old->package_count, sizeof(*kept));
	size_t count = 0;

	for (size_t i = 0; i < old->package_count; i++) {
		const char *info =
			vb_path_join(arena, old->packages[i].root, old->packages[i].dist_info);

		if (!faccessat(dirfd, info, F_OK, AT_SYMLINK_NOFOLLOW))
			kept[count++] = old->packages[i];
	}
	old->packages = kept;
	old->package_count = count;
}

/* An old receipt that cannot be read is one that says nothing. */
static void read_old(struct vb_run *run, struct vb_receipt *ret_old)
{
	vb_auto_err unreadable = VB_ERR_INIT;
	vb_auto_fd fd = -1;

	if (!vb_target_is_updated(run->target, run->request.clear))
		return;
	fd = vb_fsat_open_dir(AT_FDCWD, run->target->path, &unreadable);
	if (fd >= 0 && vb_receipt_read(run->arena, fd, ret_old, &unreadable) == 0)
		keep_present(run->arena, fd, ret_old);
}

int vb_receipt_plan(struct vb_run *run, const struct vb_actor *who, struct vb_err *err)
{
	struct writing *writing = vb_arena_one(run->arena, struct writing);
	const struct vb_node spec = {
		.path = VB_RECEIPT_NAME, .kind = VB_FILE, .render = render, .user = writing};

	writing->run = run;
	read_old(run, &writing->old);
	return vb_plan_add(run->plan, who, &spec, 0, err);
}
