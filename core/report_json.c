/* SPDX-License-Identifier: MIT */
/* The result of `venvb create --json`, and an error as JSON. The names are an interface. */
#include "core/report.h"

#include "core/interp.h"
#include "core/json.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/printable.h"
#include "core/run.h"

static void put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		vb_oom();
}

static void put_text(json_t *object, const char *key, const char *text)
{
	put(object, key, vb_json_text(text));
}

static json_t *new_object(void)
{
	json_t *object = json_object();

	if (!object)
		vb_oom();
	return object;
}

static json_t *append_object(json_t *array)
{
	json_t *object = new_object();

	if (json_array_append_new(array, object) < 0)
		vb_oom();
	return object;
}

static json_t *interpreter_json(const struct vb_run *run)
{
	json_t *object = new_object();

	for (size_t i = 0; vb_interp_fact_names[i]; i++) {
		const char *name = vb_interp_fact_names[i];

		put_text(object, name, vb_interp_fact(run->interp, name, run->arena));
	}
	return object;
}

static json_t *packages_json(const struct vb_plan *plan)
{
	json_t *array = json_array();

	for (size_t i = 0; i < vb_plan_package_count(plan); i++) {
		const struct vb_package *package = vb_plan_package(plan, i);
		json_t *object = append_object(array);

		put_text(object, "name", package->name);
		put_text(object, "version", package->version);
		put_text(object, "sha256", package->sha256);
		put_text(object, "by", package->who.name);
	}
	return array;
}

static json_t *plugins_json(const struct vb_run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < vb_host_count(run->host); i++) {
		const struct vb_plugin *plugin = vb_host_plugin(run->host, i);
		json_t *object = append_object(array);

		put_text(object, "name", plugin->actor.name);
		put_text(object, "version", plugin->version);
		put_text(object, "file", plugin->path);
	}
	return array;
}

static json_t *nodes_json(const struct vb_plan *plan)
{
	static const char *const kinds[] = {
		[VB_DIR] = "dir",
		[VB_FILE] = "file",
		[VB_LINK] = "link",
		[VB_COPY] = "copy",
		[VB_IMAGE] = "image",
	};
	json_t *array = json_array();

	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		const struct vb_node *node = vb_plan_visit(plan, i);
		json_t *object = append_object(array);

		put_text(object, "path", node->path);
		put_text(object, "kind", kinds[node->kind]);
		if (node->kind == VB_LINK)
			put_text(object, "target", node->data);
		if (node->kind == VB_COPY)
			put_text(object, "source", node->data);
		if (node->kind == VB_IMAGE)
			put_text(object, "package", node->package->name);
		put_text(object, "by", node->who.name);
	}
	return array;
}

json_t *vb_report_json(const struct vb_report *report)
{
	const struct vb_run *run = report->run;
	json_t *object = new_object();

	put_text(object, "environment", report->target->path);
	put_text(object, "action", vb_report_action(report));
	put(object, "dry-run", json_boolean(run->request.dry_run));
	put_text(object, "prompt", vb_plan_prompt(run->plan));
	put_text(object, "activate", vb_report_activation(report));
	put(object, "interpreter", interpreter_json(run));
	put(object, "packages", packages_json(run->plan));
	put(object, "plugins", plugins_json(run));
	if (run->request.dry_run)
		put(object, "plan", nodes_json(run->plan));
	return object;
}

json_t *vb_report_error_json(const char *typed, const struct vb_err *err)
{
	static const char *const kinds[] = {
		[VB_EFAIL] = "failed",
		[VB_EUSAGE] = "usage",
		[VB_EDENIED] = "denied",
		[VB_EPLUGIN] = "plugin",
		[VB_ESIGNAL] = "interrupted",
		[VB_EBUG] = "defect",
	};
	json_t *object = new_object(), *error = new_object();

	if (typed)
		put_text(object, "environment", typed);
	put_text(error, "kind", kinds[err->code]);
	put_text(error, "message", err->msg);
	put(object, "error", error);
	return object;
}
