/* SPDX-License-Identifier: MIT */
/* Fails where its option says: "STAGE MOMENT". */
#include <venvb/plugin.h>

#include <string.h>

static int32_t fail_there(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *where;
	uint64_t len;
	size_t stage = strlen(event->stage);

	if (api->option(run, "at", VENVB_NUL, 0, &where, &len) != VENVB_OK || len < stage ||
		strncmp(where, event->stage, stage) != 0 || where[stage] != ' ' ||
		strcmp(where + stage + 1, event->moment) != 0)
		return VENVB_OK;
	return api->fail(run, "as it was told to", VENVB_NUL);
}

static const struct venvb_option options[] = {
	{"at", "where to fail", "STAGE MOMENT", NULL, NULL, VENVB_STRING, 0},
};

static const struct venvb_hook hooks[] = {
	{"resolve", "before", fail_there, 0, 0},
	{"dirs", "before", fail_there, 0, 0},
	{"packages", "after", fail_there, 0, 0},
	{"check", "check", fail_there, 0, 0},
	{"commit", "after", fail_there, 0, 0},
	{"run", "failed", fail_there, 0, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "fail",
	.version = "1",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
