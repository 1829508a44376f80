/* SPDX-License-Identifier: MIT */
/* A stage replaced: activation scripts for the shells of POSIX alone. */
#include <venvb/plugin.h>

static int32_t
plan_scripts(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	static const char *const unwanted[] = {"bin/activate.csh", "bin/activate.fish",
		"bin/activate.nu", "bin/activate.xsh", "bin/Activate.ps1", "bin/activate_this.py"};
	int32_t code = api->builtin(run); /* once, or not at all */

	(void)event;
	for (unsigned i = 0; code == VENVB_OK && i < sizeof(unwanted) / sizeof(*unwanted); i++) {
		code = api->remove(run, unwanted[i], VENVB_NUL);
		if (code == VENVB_NONE) /* --activators may have left it out already */
			code = VENVB_OK;
	}
	return code;
}

static const struct venvb_hook hooks[] = {
	{"scripts", "replace", plan_scripts, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "replace",
	.version = "1.0",
	.summary = "activation scripts for POSIX shells alone",
	.licence = "MIT",
	.hooks = VENVB_ARRAY(hooks),
};
