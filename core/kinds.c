/* SPDX-License-Identifier: MIT */
/* The minor that brought each kind of node, and the policies that are older. */
#include "core/kinds.h"

#include "core/host.h"
#include "core/plan.h"
#include "core/run.h"

static const unsigned minors[] = {
	[VB_DIR] = 0,
	[VB_FILE] = 0,
	[VB_LINK] = 0,
	[VB_COPY] = 0,
	[VB_IMAGE] = 0,
};

bool vb_kinds_is_judged(const struct vb_kinds_judge *judge, unsigned since)
{
	return since <= judge->minor || judge->flags & VENVB_PLUGIN_NEWER_KINDS;
}

static int check_policy(
	const struct vb_run *run, const struct vb_host_plugin *policy, struct vb_err *err)
{
	const struct vb_kinds_judge judge = {policy->descriptor.minor, policy->descriptor.flags};

	for (size_t i = 0; i < vb_plan_count(run->plan); i++) {
		const struct vb_node *node = vb_plan_visit(run->plan, i);

		if (!vb_kinds_is_judged(&judge, minors[node->kind]))
			return vb_err_set(err, VB_EDENIED,
				"the policy '%s' was built when there were no nodes such as '%s' "
				"(%s), and cannot judge them: it must be built again",
				policy->plugin.actor.name, node->path, vb_kind_name(node->kind));
	}
	return 0;
}

int vb_kinds_check(const struct vb_run *run, struct vb_err *err)
{
	for (size_t i = 0; i < run->host->count; i++) {
		const struct vb_host_plugin *plugin = run->host->plugins[i];
		int rc = plugin->plugin.actor.tier == VB_TIER_POLICY
				 ? check_policy(run, plugin, err)
				 : 0;

		if (rc < 0)
			return rc;
	}
	return 0;
}
