/* SPDX-License-Identifier: MIT */
/* Replaces `scripts` by the built-in and a file. */
#include "tests/plugins/marker.h"

static int32_t replace(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	int32_t rc = api->builtin(run);

	(void)event;
	return rc < 0 ? rc : add_mark(api, run, "replace-two", "scripts");
}

static const struct venvb_hook hooks[] = {
	{"scripts", "replace", replace, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "replace-two",
	.version = "1",
	.hooks = VENVB_ARRAY(hooks),
};
