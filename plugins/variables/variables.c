/* SPDX-License-Identifier: MIT */
/*
 * variables: sets variables for as long as an environment is active, from a directory of .env
 * files, one such file, and options, in this order: what comes later wins.
 */
#define _GNU_SOURCE /* open_memstream */
#include "variables.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_env_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > strlen(".env") && *entry->d_name != '.' &&
	       !strcmp(entry->d_name + len - strlen(".env"), ".env");
}

static int compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int32_t read_below(const struct host *host, const char *directory, const char *name)
{
	char *path;
	int32_t code;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return variables_fail(host, "no memory for the name of a file");
	code = variables_read(host, path);
	free(path);
	return code;
}

static int32_t read_directory(const struct host *host, const char *directory)
{
	struct dirent **entries;
	int32_t code = VENVB_OK;
	int count = scandir(directory, &entries, is_env_file, compare);

	if (count < 0)
		return variables_fail(host, "option 'activate-d': '%s' cannot be read: %s",
			directory, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (code == VENVB_OK)
			code = read_below(host, directory, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return code;
}

/* A variable that an option sets. */
struct setting {
	const char *option;
	uint32_t how; /* VENVB_VARIABLE_… */
	const char *name;
};

/* Writes what VALUE stands for: "{env}" is the environment, "{{" and "}}" are braces. */
static int32_t expand(
	const struct host *host, const struct setting *setting, const char *value, FILE *out)
{
	const char *target;
	int32_t code = host->api->request(host->run, "target", VENVB_NUL, &target, NULL);

	while (code == VENVB_OK && *value) {
		size_t len = strcspn(value, "{}");

		fwrite(value, 1, len, out);
		value += len;
		if (!strncmp(value, "{env}", strlen("{env}"))) {
			fputs(target, out);
			value += strlen("{env}");
		} else if (*value && value[0] == value[1]) {
			fputc(*value, out);
			value += 2;
		} else if (*value) {
			code = variables_fail(host,
				"option '%s': a single brace in the value of '%s': write it twice, "
				"or {env} for the environment",
				setting->option, setting->name);
		}
	}
	return code;
}

static int32_t set(const struct host *host, const struct setting *setting, const char *value)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int32_t code;

	if (!out)
		return variables_fail(host, "no memory for '%s'", setting->name);
	code = expand(host, setting, value, out);
	if (fclose(out) && code == VENVB_OK)
		code = variables_fail(host, "no memory for '%s'", setting->name);
	if (code == VENVB_OK)
		code = host->api->variable_set(
			host->run, setting->name, VENVB_NUL, text, len, setting->how);
	free(text);
	return code;
}

static int32_t set_element(
	const struct host *host, const char *option, uint32_t how, const char *element)
{
	const char *equals = strchr(element, '=');
	struct setting setting = {option, how, NULL};
	const char *fault;
	char *name;
	int32_t code;

	if (!equals)
		return variables_fail(host, "option '%s': expected NAME=VALUE", option);
	name = strndup(element, (size_t)(equals - element));
	if (!name)
		return variables_fail(host, "no memory for the name of a variable");
	setting.name = name;
	fault = variables_fault(name, how);
	code = fault ? variables_fail(
			       host, "option '%s': '%s' cannot be set: %s", option, name, fault)
		     : set(host, &setting, equals + 1);
	free(name);
	return code;
}

static uint32_t count_elements(const struct host *host, const char *option)
{
	const char *element;
	uint32_t count = 0;

	while (host->api->option(host->run, option, VENVB_NUL, count, &element, NULL) == VENVB_OK)
		count++;
	return count;
}

/* What is prepended is set from the last to the first, which then stands in front. */
static int32_t set_list(const struct host *host, const char *option, uint32_t how)
{
	uint32_t count = count_elements(host, option);
	int32_t code = VENVB_OK;

	for (uint32_t i = 0; code == VENVB_OK && i < count; i++) {
		uint32_t index = how == VENVB_VARIABLE_PREPEND ? count - 1 - i : i;
		const char *element;

		code = host->api->option(host->run, option, VENVB_NUL, index, &element, NULL);
		if (code == VENVB_OK)
			code = set_element(host, option, how, element);
	}
	return code;
}

static int32_t set_variables(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	const char *path;
	int32_t code = VENVB_OK;

	(void)event;
	if (api->option(run, "activate-d", VENVB_NUL, 0, &path, NULL) == VENVB_OK)
		code = read_directory(&host, path);
	if (code == VENVB_OK && api->option(run, "env-file", VENVB_NUL, 0, &path, NULL) == VENVB_OK)
		code = variables_read(&host, path);
	if (code == VENVB_OK)
		code = set_list(&host, "set", VENVB_VARIABLE_SET);
	if (code == VENVB_OK)
		code = set_list(&host, "prepend", VENVB_VARIABLE_PREPEND);
	if (code == VENVB_OK)
		code = set_list(&host, "append", VENVB_VARIABLE_APPEND);
	return code;
}

static const struct venvb_option options[] = {
	{.name = "set",
		.summary = "variables to set; {env} is the path of the environment",
		.argument = "NAME=VALUE",
		.type = VENVB_LIST},
	{.name = "prepend",
		.summary = "what to put in front of variables, with ':' between",
		.argument = "NAME=VALUE",
		.type = VENVB_LIST},
	{.name = "append",
		.summary = "what to put behind variables",
		.argument = "NAME=VALUE",
		.type = VENVB_LIST},
	{.name = "env-file",
		.summary = "a file of lines NAME=VALUE; nothing in it is evaluated",
		.argument = "FILE",
		.type = VENVB_PATH},
	{.name = "activate-d",
		.summary = "a directory of such files, *.env",
		.argument = "DIR",
		.type = VENVB_PATH},
};

static const struct venvb_hook hooks[] = {
	{"scripts", "before", set_variables, VENVB_HOOK_REQUIRED, 0},
};

/* No project may use it: a variable such as LD_PRELOAD runs code. */
const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "variables",
	.version = PLUGIN_VERSION,
	.summary = "variables for as long as an environment is active",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
