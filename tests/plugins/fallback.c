/* SPDX-License-Identifier: MIT */
/* It goes on without what it could not add, and says so: in order, for `venvb plugin check` too. */
#include <venvb/plugin.h>

static int32_t add(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	if (api->file_add(run, "etc/hints", VENVB_NUL, "x", 1, 0) < 0)
		api->log(run, VENVB_LOG_WARNING, "no hints this time", VENVB_NUL);
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {{"dirs", "after", add, VENVB_HOOK_REQUIRED, 0}};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "fallback",
	.version = "1",
	.summary = "goes on without",
	.hooks = VENVB_ARRAY(hooks),
};
