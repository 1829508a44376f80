/* SPDX-License-Identifier: MIT */
/*
 * run: any program as a hook. It has a hook at every stage and moment but the replacing ones,
 * which would occupy the stage even when nothing is to be run there; an option of the same name
 * says what runs.
 */
#include "program.h"

#include <string.h>

/* A row for each hook: the option that names its program. */
static const struct {
	const char *stage, *moment, *option;
} moments[] = {
	{"resolve", "before", "before-resolve"},
	{"resolve", "after", "after-resolve"},
	{"dirs", "before", "before-dirs"},
	{"dirs", "after", "after-dirs"},
	{"cfg", "before", "before-cfg"},
	{"cfg", "after", "after-cfg"},
	{"link", "before", "before-link"},
	{"link", "after", "after-link"},
	{"scripts", "before", "before-scripts"},
	{"scripts", "after", "after-scripts"},
	{"packages", "before", "before-packages"},
	{"packages", "after", "after-packages"},
	{"check", "check", "check"},
	{"commit", "after", "after-commit"},
	{"run", "failed", "failed"},
};

static const char *find_option(const struct venvb_event *event)
{
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
		if (!strcmp(moments[i].stage, event->stage) &&
			!strcmp(moments[i].moment, event->moment))
			return moments[i].option;
	return NULL;
}

static int32_t call(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	struct host host = {.api = api, .run = run, .stage = event->stage, .moment = event->moment};
	const char *option = find_option(event);

	host.program = option ? run_option(&host, option, 0) : NULL;
	return host.program ? run_program(&host) : VENVB_OK;
}

#define PROGRAM(moment, when)                                                                      \
	{                                                                                          \
		.name = (moment), .summary = "the program to run " when, .argument = "PROGRAM",    \
		.type = VENVB_PATH                                                                 \
	}

static const struct venvb_option options[] = {
	PROGRAM("before-resolve", "before the interpreter is found"),
	PROGRAM("after-resolve", "after the interpreter was found"),
	PROGRAM("before-dirs", "before the directories are planned"),
	PROGRAM("after-dirs", "after the directories were planned"),
	PROGRAM("before-cfg", "before pyvenv.cfg is planned"),
	PROGRAM("after-cfg", "after pyvenv.cfg was planned"),
	PROGRAM("before-link", "before the links to the interpreter are planned"),
	PROGRAM("after-link", "after the links to the interpreter were planned"),
	PROGRAM("before-scripts", "before the activation scripts are planned"),
	PROGRAM("after-scripts", "after the activation scripts were planned"),
	PROGRAM("before-packages", "before packages are planned"),
	PROGRAM("after-packages", "after packages were planned"),
	PROGRAM("check", "to judge the whole plan"),
	PROGRAM("after-commit", "in the finished environment"),
	PROGRAM("failed", "when the run has failed"),
	{.name = "arguments",
		.summary = "an argument for every program; may be repeated",
		.argument = "TEXT",
		.type = VENVB_LIST},
	{.name = "timeout",
		.summary = "how long a program may take, in seconds; 0: for ever",
		.argument = "SECONDS",
		.default_value = "50",
		.type = VENVB_NUMBER},
	{.name = "contents",
		.summary = "give programs the contents of planned files of up to so many bytes",
		.argument = "BYTES",
		.default_value = "0",
		.type = VENVB_NUMBER},
};

static const struct venvb_hook hooks[] = {
	{"resolve", "before", call, 0, 0},
	{"resolve", "after", call, 0, 0},
	{"dirs", "before", call, 0, 0},
	{"dirs", "after", call, 0, 0},
	{"cfg", "before", call, 0, 0},
	{"cfg", "after", call, 0, 0},
	{"link", "before", call, 0, 0},
	{"link", "after", call, 0, 0},
	{"scripts", "before", call, 0, 0},
	{"scripts", "after", call, 0, 0},
	{"packages", "before", call, 0, 0},
	{"packages", "after", call, 0, 0},
	{"check", "check", call, VENVB_HOOK_REQUIRED, 0},
	{"commit", "after", call, VENVB_HOOK_REQUIRED, 0},
	{"run", "failed", call, 0, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "run",
	.version = PLUGIN_VERSION,
	.summary = "any program as a hook, at any stage and moment",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
