/* SPDX-License-Identifier: MIT */
/* The result of `venvb create --json`, and an error as JSON. The names are an interface. */
#include "core/report.h"

#include "core/interp.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/plan.h"
#include "core/plugin.h"
#include "core/printable.h"
#include "core/run.h"

static json_t *interpreter_json(const struct vb_run *run)
{
	json_t *object = vb_json_object();

	for (size_t i = 0; vb_interp_fact_names[i]; i++) {
		const char *name = vb_interp_fact_names[i];

		vb_json_put_text(object, name, vb_interp_fact(run->interp, name, run->arena));
	}
	return object;
}

static json_t *packages_json(const struct vb_plan *plan)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_plan_package_count(plan); i++) {
		const struct vb_package *package = vb_plan_package(plan, i);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "name", package->name);
		vb_json_put_text(object, "version", package->version);
		if (*package->sha256)
			vb_json_put_text(object, "sha256", package->sha256);
		vb_json_put_text(object, "by", package->who.name);
	}
	return array;
}

static json_t *plugins_json(const struct vb_run *run)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_host_count(run->host); i++) {
		const struct vb_plugin *plugin = vb_host_plugin(run->host, i);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "name", plugin->actor.name);
		vb_json_put_text(object, "version", plugin->version);
		vb_json_put_text(object, "file", plugin->path);
	}
	return array;
}

static json_t *nodes_json(const struct vb_plan *plan)
{
	json_t *array = vb_json_array();

	for (size_t i = 0; i < vb_plan_count(plan); i++) {
		const struct vb_node *node = vb_plan_visit(plan, i);
		json_t *object = vb_json_append_object(array);

		vb_json_put_text(object, "path", node->path);
		vb_json_put_text(object, "kind", vb_kind_name(node->kind));
		if (node->kind == VB_LINK)
			vb_json_put_text(object, "target", node->data);
		if (node->kind == VB_COPY)
			vb_json_put_text(object, "source", node->data);
		if (node->kind == VB_IMAGE)
			vb_json_put_text(object, "package", node->package->name);
		vb_json_put_text(object, "by", node->who.name);
	}
	return array;
}

json_t *vb_report_json(const struct vb_report *report)
{
	const struct vb_run *run = report->run;
	json_t *object = vb_json_object();

	vb_json_put_text(object, "environment", report->target->path);
	vb_json_put_text(object, "action", vb_report_action(report));
	vb_json_put(object, "dry-run", json_boolean(run->request.dry_run));
	vb_json_put_text(object, "prompt", vb_plan_prompt(run->plan));
	vb_json_put_text(object, "activate", vb_report_activation(report));
	if (vb_report_kept(report))
		vb_json_put_text(object, "kept", vb_report_kept(report));
	vb_json_put(object, "interpreter", interpreter_json(run));
	vb_json_put(object, "packages", packages_json(run->plan));
	vb_json_put(object, "plugins", plugins_json(run));
	if (run->request.dry_run)
		vb_json_put(object, "plan", nodes_json(run->plan));
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
		[VB_ECOMMAND] = "command",
		[VB_ENOCOMMAND] = "command",
		[VB_EBUG] = "defect",
	};
	json_t *object = vb_json_object(), *error = vb_json_object();

	if (typed)
		vb_json_put_text(object, "environment", typed);
	vb_json_put_text(error, "kind", kinds[err->code]);
	vb_json_put_text(error, "message", err->msg);
	vb_json_put(object, "error", error);
	return object;
}
