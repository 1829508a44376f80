/* SPDX-License-Identifier: MIT */
/* Returns what is no result. */
#include <venvb/plugin.h>

static int32_t return_seven(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)api;
	(void)run;
	(void)event;
	return 7;
}

static const struct venvb_hook hooks[] = {
	{"packages", "after", return_seven, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "bad-result",
	.version = "1",
	.hooks = VENVB_ARRAY(hooks),
};
