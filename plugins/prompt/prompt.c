/* SPDX-License-Identifier: MIT */
/*
 * prompt: the prompt of an active environment, from a template such as "{project} {python}".
 * A prompt that the user gives on the command line stays.
 */
#define _GNU_SOURCE /* vasprintf */
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <venvb/plugin.h>

/* The host during one call of a hook. */
struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

__attribute__((format(printf, 2, 3))) static int32_t fail(
	const struct host *host, const char *format, ...)
{
	va_list arguments;
	char *text;
	int32_t code;
	int len;

	va_start(arguments, format);
	len = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (len < 0)
		return VENVB_FAILED;
	code = host->api->fail(host->run, text, (uint64_t)len);
	free(text);
	return code;
}

static int32_t add_fact(const struct host *host, const char *name, FILE *out)
{
	const char *value;
	int32_t code = host->api->fact(host->run, name, VENVB_NUL, &value, NULL);

	if (code == VENVB_OK)
		fputs(value, out);
	return code;
}

static int32_t add_implementation(const struct host *host, FILE *out)
{
	return add_fact(host, "implementation", out);
}

static int32_t add_version(const struct host *host, FILE *out)
{
	return add_fact(host, "version", out);
}

static int32_t add_python(const struct host *host, FILE *out)
{
	int32_t code = add_fact(host, "major", out);

	fputc('.', out);
	return code < 0 ? code : add_fact(host, "minor", out);
}

static int32_t add_name(const struct host *host, FILE *out)
{
	const char *name;
	int32_t code = host->api->request(host->run, "name", VENVB_NUL, &name, NULL);

	if (code == VENVB_OK)
		fputs(name, out);
	return code;
}

static int has(const char *directory, size_t len, const char *name)
{
	char path[PATH_MAX];
	int wanted = snprintf(path, sizeof(path), "%.*s/%s", (int)len, directory, name);

	return wanted < (int)sizeof(path) && !access(path, F_OK);
}

/* The length of the part of PATH in front of its last component. */
static size_t parent(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	return len ? len - 1 : 0;
}

/* The name of the nearest directory above the environment that looks like a project, else of the
 * one that the environment is in. */
static int32_t add_project(const struct host *host, FILE *out)
{
	const char *target;
	uint64_t target_len;
	size_t first, len, start;
	int32_t code = host->api->request(host->run, "target", VENVB_NUL, &target, &target_len);

	if (code < 0)
		return code;
	first = parent(target, (size_t)target_len);
	for (len = first; len; len = parent(target, len))
		if (has(target, len, "pyproject.toml") || has(target, len, ".git"))
			break;
	if (!len)
		len = first;
	start = len ? parent(target, len) + 1 : 0;
	fprintf(out, "%.*s", (int)(len - start), target + start);
	return VENVB_OK;
}

static int32_t add_user(const struct host *host, FILE *out)
{
	const struct passwd *user = getpwuid(geteuid());

	(void)host;
	if (user)
		fputs(user->pw_name, out);
	else
		fprintf(out, "%lu", (unsigned long)geteuid());
	return VENVB_OK;
}

/* Without its domain. */
static int32_t add_host(const struct host *host, FILE *out)
{
	struct utsname names;

	if (uname(&names))
		return fail(host, "this machine has no name for {host}");
	fprintf(out, "%.*s", (int)strcspn(names.nodename, "."), names.nodename);
	return VENVB_OK;
}

static const struct {
	const char *name;
	int32_t (*add)(const struct host *host, FILE *out);
} fields[] = {
	{"host", add_host},
	{"implementation", add_implementation},
	{"name", add_name},
	{"project", add_project},
	{"python", add_python},
	{"user", add_user},
	{"version", add_version},
};
#define KNOWN "{host}, {implementation}, {name}, {project}, {python}, {user} and {version}"

static int32_t add_field(const struct host *host, const char *name, size_t len, FILE *out)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == len && !strncmp(fields[i].name, name, len))
			return fields[i].add(host, out);
	return fail(host, "option 'format': there is no {%.*s}: known are " KNOWN, (int)len, name);
}

/* Writes what FORMAT stands for: "{{" and "}}" are braces. */
static int32_t expand(const struct host *host, const char *format, FILE *out)
{
	while (*format) {
		size_t len = strcspn(format, "{}");
		int32_t code;

		fwrite(format, 1, len, out);
		format += len;
		if (*format && format[0] == format[1]) {
			fputc(*format, out);
			format += 2;
			continue;
		}
		if (!*format)
			break;
		len = strcspn(format + 1, "{}");
		if (*format == '}' || format[1 + len] != '}')
			return fail(host,
				"option 'format': a single '%c': write it twice to have "
				"it in the prompt",
				*format);
		code = add_field(host, format + 1, len, out);
		if (code < 0)
			return code;
		format += len + 2;
	}
	return VENVB_OK;
}

/* Whether the user has said a prompt on the command line. */
static int is_given(const struct host *host)
{
	const char *origin;

	return host->api->request_origin(host->run, "prompt", VENVB_NUL, &origin, NULL) ==
		       VENVB_OK &&
	       !strcmp(origin, "command-line");
}

/* The key by which venvb's activation scripts know it. */
static int32_t set_parentheses(const struct host *host)
{
	const char *wanted;
	int32_t code = host->api->option(host->run, "parentheses", VENVB_NUL, 0, &wanted, NULL);

	if (code < 0 || !strcmp(wanted, "yes"))
		return code;
	return host->api->key_set(host->run, "prompt-parentheses", VENVB_NUL, wanted, VENVB_NUL);
}

static int32_t set_prompt(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	const char *format = NULL;
	char *prompt = NULL;
	size_t len;
	FILE *out;
	int32_t code = set_parentheses(&host);

	(void)event;
	if (code == VENVB_OK)
		code = api->option(run, "format", VENVB_NUL, 0, &format, NULL);
	if (code < 0 || is_given(&host))
		return code;
	out = open_memstream(&prompt, &len);
	if (!out)
		return fail(&host, "no memory for the prompt");
	code = expand(&host, format, out);
	if (fclose(out) && code == VENVB_OK)
		code = fail(&host, "no memory for the prompt");
	if (code == VENVB_OK)
		code = api->prompt_set(run, prompt, len);
	free(prompt);
	return code;
}

static const struct venvb_option options[] = {
	{.name = "format",
		.summary = "the prompt, with " KNOWN,
		.argument = "TEMPLATE",
		.default_value = "{project}",
		.type = VENVB_STRING,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "parentheses",
		.summary = "whether shells draw it in parentheses",
		.default_value = "yes",
		.type = VENVB_BOOL,
		.flags = VENVB_OPTION_PROJECT},
};

static const struct venvb_hook hooks[] = {
	{"scripts", "before", set_prompt, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, VENVB_PLUGIN_PROJECT), /* harmless: any project may enable it */
	.name = "prompt",
	.version = PLUGIN_VERSION,
	.summary = "the prompt of environments, from a template",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
