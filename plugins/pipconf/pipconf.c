/* SPDX-License-Identifier: MIT */
/*
 * pipconf: a pip.conf in the environment, which every pip in it reads, and on demand a uv.toml,
 * to which activation points uv. What holds a password is readable by its owner alone.
 */
#define _GNU_SOURCE /* open_memstream */
#include "pipconf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each section once, in the order of their first lines. */
static void write_pip(const struct lines *lines, FILE *out)
{
	for (uint32_t i = 0; i < lines->count; i++) {
		const char *section = lines->items[i].section;
		uint32_t first = 0;

		while (strcmp(lines->items[first].section, section) != 0)
			first++;
		if (first < i)
			continue;
		fprintf(out, "%s[%s]\n", i ? "\n" : "", section);
		for (uint32_t j = i; j < lines->count; j++) {
			const struct line *line = &lines->items[j];

			if (!strcmp(line->section, section))
				fprintf(out, "%s =%s%s\n", line->key,
					*line->value == '\n' ? "" : " ", line->value);
		}
	}
}

/* A string of TOML; its control characters have been refused. */
static void write_string(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void write_list(const struct host *host, const char *option, const char *key, FILE *out)
{
	const char *value = pipconf_option(host, option, 0);

	if (!value)
		return;
	fprintf(out, "%s = [", key);
	for (uint32_t i = 0; (value = pipconf_option(host, option, i)); i++) {
		fputs(i ? ", " : "", out);
		write_string(value, out);
	}
	fputs("]\n", out);
}

/* What uv has a setting for. */
static void write_uv(const struct host *host, FILE *out)
{
	const char *index = pipconf_option(host, "index", 0);

	if (index) {
		fputs("index-url = ", out);
		write_string(index, out);
		fputc('\n', out);
	}
	write_list(host, "extra-index", "extra-index-url", out);
	write_list(host, "trusted-host", "allow-insecure-host", out);
}

static int32_t add_file(const struct host *host, const struct lines *lines, bool for_uv)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int32_t code = VENVB_OK;

	if (!out)
		return pipconf_fail(host, "no memory for pip.conf");
	if (for_uv)
		write_uv(host, out);
	else
		write_pip(lines, out);
	if (fclose(out))
		code = pipconf_fail(host, "no memory for pip.conf");
	if (code == VENVB_OK)
		code = host->api->file_add(host->run, for_uv ? "uv.toml" : "pip.conf", VENVB_NUL,
			text, len, lines->is_secret ? VENVB_ADD_PRIVATE : 0);
	free(text);
	return code;
}

/* uv does not look into environments: this is how it finds the file in an active one. */
static int32_t point_uv(const struct host *host)
{
	const char *target;
	uint64_t len;
	char *path;
	int32_t code = host->api->request(host->run, "target", VENVB_NUL, &target, &len);

	if (code < 0)
		return code;
	path = host->api->memory(host->run, len + sizeof("/uv.toml"));
	if (!path)
		return pipconf_fail(host, "no memory for the path of uv.toml");
	sprintf(path, "%s/uv.toml", target);
	return host->api->variable_set(
		host->run, "UV_CONFIG_FILE", VENVB_NUL, path, VENVB_NUL, VENVB_VARIABLE_SET);
}

static int32_t configure(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	struct lines lines = {0};
	int32_t code = pipconf_gather(&host, &lines);
	const char *uv = pipconf_option(&host, "uv", 0);

	(void)event;
	if (code < 0 || !lines.count)
		return code;
	if (lines.is_secret)
		api->log(run, VENVB_LOG_NOTICE,
			"a URL has a user in it: only you can read pip.conf, and pip run by others "
			"goes without it",
			VENVB_NUL);
	code = add_file(&host, &lines, false);
	if (code == VENVB_OK && uv && !strcmp(uv, "yes")) {
		code = add_file(&host, &lines, true);
		if (code == VENVB_OK)
			code = point_uv(&host);
	}
	return code;
}

static const struct venvb_option options[] = {
	{.name = "index",
		.summary = "the package index, instead of PyPI",
		.argument = "URL",
		.type = VENVB_URL},
	{.name = "extra-index",
		.summary = "indexes that are asked as well",
		.argument = "URL",
		.type = VENVB_LIST},
	{.name = "trusted-host",
		.summary = "hosts whose certificates are not checked",
		.argument = "HOST",
		.type = VENVB_LIST},
	{.name = "cert",
		.summary = "a bundle of CA certificates, the only ones to be trusted",
		.argument = "FILE",
		.type = VENVB_PATH},
	{.name = "proxy",
		.summary = "the proxy to go through",
		.argument = "URL",
		.type = VENVB_URL},
	{.name = "timeout",
		.summary = "how long to wait for an index",
		.argument = "SECONDS",
		.type = VENVB_NUMBER},
	{.name = "constraints",
		.summary = "files of constraints for all that is installed",
		.argument = "FILE",
		.type = VENVB_LIST},
	{.name = "require-virtualenv",
		.summary = "whether pip refuses to install outside of environments",
		.type = VENVB_BOOL},
	{.name = "set",
		.summary = "anything else in pip.conf",
		.argument = "SECTION.KEY=VALUE",
		.type = VENVB_LIST},
	{.name = "uv",
		.summary = "whether to write a uv.toml, too",
		.default_value = "no",
		.type = VENVB_BOOL},
};

static const struct venvb_hook hooks[] = {
	{"cfg", "after", configure, VENVB_HOOK_REQUIRED, 0},
};

/* No project may use it: who chooses the index chooses the code that is installed. */
const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "pipconf",
	.version = PLUGIN_VERSION,
	.summary = "the configuration of pip in environments",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
