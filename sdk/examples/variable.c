/* SPDX-License-Identifier: MIT */
/* Variables while the environment is active; deactivating puts back what was there. */
#include <stdio.h>
#include <venvb/plugin.h>

static int32_t
set(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *target, *stage;
	uint64_t len;
	char *manuals;
	int32_t code = api->option(run, "stage", VENVB_NUL, 0, &stage, NULL);

	(void)event;
	if (code == VENVB_OK)
		code = api->variable_set(
			run, "ACME_STAGE", VENVB_NUL, stage, VENVB_NUL, VENVB_VARIABLE_SET);
	if (code == VENVB_OK)
		code = api->request(run, "target", VENVB_NUL, &target, &len);
	if (code < 0)
		return code;
	manuals = api->memory(run, len + sizeof("/share/man"));
	if (!manuals)
		return VENVB_FAILED;
	sprintf(manuals, "%s/share/man", target);
	return api->variable_set(
		run, "MANPATH", VENVB_NUL, manuals, VENVB_NUL, VENVB_VARIABLE_PREPEND);
}

static const struct venvb_option options[] = {
	{"stage", "the value of ACME_STAGE", "NAME", "test", "test|live", VENVB_CHOICE,
		VENVB_OPTION_PROJECT},
};

static const struct venvb_hook hooks[] = {
	{"scripts", "before", set, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, VENVB_PLUGIN_PROJECT),
	.name = "variable",
	.version = "1.0",
	.summary = "sets ACME_STAGE and MANPATH in active environments",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
