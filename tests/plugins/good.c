/* SPDX-License-Identifier: MIT */
/* Does what a plugin should: declares options, hooks a few moments, adds a file. */
#include "tests/plugins/marker.h"

static int32_t add(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;
	int32_t rc = api->option(run, "text", VENVB_NUL, 0, &text, NULL);

	(void)event;
	return rc < 0 ? rc : add_mark(api, run, "good", text);
}

static int32_t tell(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	api->log(run, VENVB_LOG_NOTICE, event->stage, VENVB_NUL);
	return VENVB_OK;
}

static const struct venvb_option options[] = {
	{"text", "what the file says", "TEXT", "good", NULL, VENVB_STRING, VENVB_OPTION_PROJECT},
	{"token", "a secret", "TOKEN", NULL, NULL, VENVB_STRING, VENVB_OPTION_SECRET},
};

static const struct venvb_hook hooks[] = {
	{"dirs", "after", add, VENVB_HOOK_REQUIRED, 0},
	{"commit", "after", tell, VENVB_HOOK_REQUIRED, 0},
	{"run", "failed", tell, 0, 0},
	{"a-stage-of-the-future", "after", add, 0, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, VENVB_PLUGIN_PROJECT),
	.name = "good",
	.version = "1.2.3",
	.summary = "adds etc/good",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
