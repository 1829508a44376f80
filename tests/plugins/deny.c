/* SPDX-License-Identifier: MIT */
/* Denies, in `check`, with two reasons. */
#include <venvb/plugin.h>

static int32_t judge(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	api->deny(run, "the moon is full", VENVB_NUL);
	return api->deny(run, "the tide is high", VENVB_NUL);
}

static const struct venvb_hook hooks[] = {
	{"check", "check", judge, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "deny",
	.version = "1",
	.hooks = VENVB_ARRAY(hooks),
};
