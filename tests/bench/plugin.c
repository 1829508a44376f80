/* SPDX-License-Identifier: MIT */
/* A plugin that does nothing, HOOKS times: what plugins cost. bench.py compiles it. */
#include <venvb/plugin.h>

static int32_t
nothing(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)api;
	(void)run;
	(void)event;
	return VENVB_OK;
}

static const struct venvb_hook hooks[HOOKS] = {
	[0 ... HOOKS - 1] = {"cfg", "after", nothing, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = NAME,
	.version = "1",
	.summary = "does nothing",
	.licence = "MIT",
	.hooks = VENVB_ARRAY(hooks),
};
