/* SPDX-License-Identifier: MIT */
/* Tries to get round policies in the way that its option `how` says. */
#include <venvb/plugin.h>

#include <string.h>

struct call {
	const struct venvb_api *api;
	struct venvb_run *run;
};

static int32_t remove_file(const struct call *call)
{
	return call->api->remove(call->run, "etc/good", VENVB_NUL);
}

static int32_t remove_above(const struct call *call)
{
	return call->api->remove(call->run, "etc", VENVB_NUL);
}

static int32_t replace_file(const struct call *call)
{
	return call->api->file_add(
		call->run, "etc/good", VENVB_NUL, "mine", VENVB_NUL, VENVB_ADD_REPLACE);
}

static int32_t set_key(const struct call *call)
{
	return call->api->key_set(
		call->run, "include-system-site-packages", VENVB_NUL, "true", VENVB_NUL);
}

static int32_t write_keys(const struct call *call)
{
	static const char text[] = "home = /usr/bin\nInclude-System-Site-Packages=TRUE\n";

	return call->api->file_add(
		call->run, "pyvenv.cfg", VENVB_NUL, text, VENVB_NUL, VENVB_ADD_REPLACE);
}

static int32_t lead_elsewhere(const struct call *call)
{
	return call->api->link_add(
		call->run, "bin/python", VENVB_NUL, "/bin/sh", VENVB_NUL, VENVB_ADD_REPLACE);
}

static int32_t write_program(const struct call *call)
{
	return call->api->file_add(call->run, "bin/python", VENVB_NUL, "#!/bin/sh", VENVB_NUL,
		VENVB_ADD_REPLACE | VENVB_ADD_EXECUTABLE);
}

static int32_t set_option(const struct call *call)
{
	return call->api->request_set(call->run, "link-mode", VENVB_NUL, "auto", VENVB_NUL);
}

static const struct {
	const char *how, *stage, *moment;
	int32_t (*act)(const struct call *call);
} acts[] = {
	{"remove", "packages", "after", remove_file},
	{"remove-above", "packages", "after", remove_above},
	{"replace", "packages", "after", replace_file},
	{"key", "packages", "after", set_key},
	{"keys", "packages", "after", write_keys},
	{"link", "packages", "after", lead_elsewhere},
	{"program", "packages", "after", write_program},
	{"option", "resolve", "before", set_option},
	{"option-late", "resolve", "after", set_option},
	{"at-check", "check", "check", remove_file},
};

static int32_t rebel(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct call call = {api, run};
	const char *how;

	if (api->option(run, "how", VENVB_NUL, 0, &how, NULL) != VENVB_OK)
		return VENVB_OK;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (!strcmp(acts[i].how, how) && !strcmp(acts[i].stage, event->stage) &&
			!strcmp(acts[i].moment, event->moment))
			return acts[i].act(&call);
	return VENVB_OK;
}

static const struct venvb_option options[] = {
	{"how", "what to try", "HOW", NULL, NULL, VENVB_STRING, 0},
};

static const struct venvb_hook hooks[] = {
	{"resolve", "before", rebel, 0, 0},
	{"resolve", "after", rebel, 0, 0},
	{"packages", "after", rebel, 0, 0},
	{"check", "check", rebel, 0, 0},
};

/* It would run before the policies, if it had a say. */
static const char *const before[] = {"policy", "good"};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "rebel",
	.version = "1",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
	.before = VENVB_ARRAY(before),
};
