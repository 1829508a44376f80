/* SPDX-License-Identifier: MIT */
/*
 * A policy: environments must not see the system's packages, and nothing of them is executable
 * that is not in bin. All reasons are given at once.
 */
#include <stdio.h>
#include <string.h>
#include <venvb/plugin.h>

static void judge_node(const struct venvb_api *api, struct venvb_run *run, uint64_t node)
{
	uint64_t mode;
	const char *path;
	char reason[512];

	if (api->node_number(run, node, VENVB_NODE_MODE, &mode) != VENVB_OK || mode != 0777 ||
		api->node_text(run, node, VENVB_NODE_PATH, &path, NULL) != VENVB_OK ||
		!strncmp(path, "bin/", 4))
		return;
	snprintf(reason, sizeof(reason), "'%s' is executable", path);
	api->deny(run, reason, VENVB_NUL);
}

static int32_t
judge(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *system;
	uint64_t node = 0;
	int32_t code =
		api->request(run, "system-site-packages", VENVB_NUL, &system, NULL);

	(void)event;
	if (code < 0)
		return code;
	if (!strcmp(system, "yes"))
		api->deny(run, "--system-site-packages is not allowed here", VENVB_NUL);
	while ((code = api->next(run, &node)) == VENVB_OK)
		judge_node(api, run, node);
	return code == VENVB_NONE ? VENVB_OK : code; /* a denial stands whatever is returned */
}

static const struct venvb_hook hooks[] = {
	{"check", "check", judge, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "deny",
	.version = "1.0",
	.summary = "refuses environments that ACME does not want",
	.licence = "MIT",
	.hooks = VENVB_ARRAY(hooks),
};
