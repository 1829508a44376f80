/* SPDX-License-Identifier: MIT */
/* A prompt that tells the version of Python: "(3.12 .venv)". */
#include <stdio.h>
#include <venvb/plugin.h>

static int32_t
tell(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *major, *minor, *prompt, *format = "%s.%s %s";
	int32_t code;
	char *text;
	int len;

	(void)event;
	if ((code = api->fact(run, "major", VENVB_NUL, &major, NULL)) < 0 ||
		(code = api->fact(run, "minor", VENVB_NUL, &minor, NULL)) < 0 ||
		(code = api->prompt(run, &prompt, NULL)) < 0)
		return code;
	len = snprintf(NULL, 0, format, major, minor, prompt);
	text = api->memory(run, (uint64_t)len + 1); /* until the run ends: nothing to free */
	if (!text)
		return VENVB_FAILED;
	snprintf(text, (size_t)len + 1, format, major, minor, prompt);
	return api->prompt_set(run, text, (uint64_t)len);
}

static const struct venvb_hook hooks[] = {
	{"scripts", "before", tell, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, VENVB_PLUGIN_PROJECT), /* harmless: any project may enable it */
	.name = "prompt",
	.version = "1.0",
	.summary = "the version of Python in the prompt",
	.licence = "MIT",
	.hooks = VENVB_ARRAY(hooks),
};
