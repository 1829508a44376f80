/* SPDX-License-Identifier: MIT */
/* pip download, run out of a wheel: no HTTP here, and the user's credentials, proxies and
 * certificates hold. */
#include "fetch.h"

#include "wheels.h"

#include <string.h>

static const char *requirement(const struct host *host, const struct want *want)
{
	return seedpip_text(host, "%s%s", want->name, want->specifier ? want->specifier : "");
}

const char *seedpip_fetch_list(const struct host *host, const struct want *wants, size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		if (!wants[i].wheel)
			list = seedpip_text(host, "%s%s%s", list, *list ? " " : "",
				requirement(host, &wants[i]));
	return list;
}

static int32_t add_arguments(
	const struct host *host, uint64_t program, const char *const *arguments)
{
	int32_t rc = VENVB_OK;

	for (; *arguments && rc == VENVB_OK; arguments++)
		rc = host->api->program_argument(host->run, program, *arguments, VENVB_NUL);
	return rc;
}

static int32_t set_variable(
	const struct host *host, uint64_t program, const char *name, const char *value)
{
	return host->api->program_variable(host->run, program, name, VENVB_NUL, value, VENVB_NUL);
}

/* The index goes by the environment: it may hold a password, and arguments are public. */
static int32_t set_variables(const struct host *host, uint64_t program)
{
	const char *index = seedpip_option(host, "index-url");
	int32_t rc = set_variable(host, program, "PIP_REQUIRE_VIRTUALENV", "0");

	if (rc == VENVB_OK && index)
		rc = set_variable(host, program, "PIP_INDEX_URL", index);
	return rc;
}

static int32_t prepare(const struct host *host, const char *pip_wheel, const char *destination,
	uint64_t *ret_program)
{
	const char *python = seedpip_fact(host, "executable");
	const char *directory = seedpip_option(host, "wheel-dir");
	const char *const arguments[] = {"-I", seedpip_text(host, "%s/pip", pip_wheel),
		"--disable-pip-version-check", "download", "--no-deps",
		"--only-binary=:all:", "--dest", destination, directory ? "--find-links" : NULL,
		directory, NULL};
	uint64_t program;
	int32_t rc;

	if (!python)
		return seedpip_fail(host, "the interpreter is not known");
	rc = host->api->program_new(host->run, python, VENVB_NUL, &program);
	if (rc == VENVB_OK)
		rc = set_variables(host, program);
	if (rc == VENVB_OK)
		rc = add_arguments(host, program, arguments);
	if (rc == VENVB_OK)
		*ret_program = program;
	return rc;
}

/* The last line of TEXT that has WORD, from WORD on, or NULL. */
static const char *last_line_with(const struct host *host, const char *text, const char *word)
{
	const char *found = NULL, *next = text;

	while ((next = strstr(next, word)))
		found = next++;
	return found ? seedpip_text(host, "%.*s", (int)strcspn(found, "\r\n"), found) : NULL;
}

static int32_t explain(const struct host *host, uint64_t program, int32_t status, const char *list)
{
	const char *errors = "", *line;
	uint64_t len;

	host->api->program_text(host->run, program, VENVB_PROGRAM_ERRORS, &errors, &len);
	seedpip_say(host, VENVB_LOG_VERBOSE, errors);
	line = last_line_with(host, errors, "ERROR: ");
	if (strstr(errors, "connection broken by"))
		return seedpip_fail(host, "fetching %s: the index cannot be reached: %s", list,
			last_line_with(host, errors, "connection broken by"));
	if (line)
		return seedpip_fail(
			host, "fetching %s: pip says: %s", list, line + strlen("ERROR: "));
	return seedpip_fail(host, "fetching %s: pip ended with status %d; -v shows what it said",
		list, (int)status);
}

static int32_t collect(
	const struct host *host, const char *destination, struct want *wants, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int32_t rc;

		if (wants[i].wheel)
			continue;
		rc = seedpip_wheels_newest(host, destination, &wants[i], &wants[i].wheel, NULL);
		if (rc != VENVB_OK)
			return rc;
		if (!wants[i].wheel)
			return seedpip_fail(host, "fetching %s: pip left no wheel of it in '%s'",
				requirement(host, &wants[i]), destination);
	}
	return VENVB_OK;
}

int32_t seedpip_fetch(
	const struct host *host, const char *pip_wheel, struct want *wants, size_t count)
{
	const char *list = seedpip_fetch_list(host, wants, count);
	const char *destination;
	int32_t status, rc;
	uint64_t program = 0, len;

	rc = host->api->scratch(host->run, &destination, &len);
	if (rc == VENVB_OK)
		rc = prepare(host, pip_wheel, destination, &program);
	for (size_t i = 0; i < count && rc == VENVB_OK; i++)
		if (!wants[i].wheel)
			rc = host->api->program_argument(
				host->run, program, requirement(host, &wants[i]), VENVB_NUL);
	if (rc != VENVB_OK)
		return rc;
	seedpip_say(host, VENVB_LOG_NOTICE, seedpip_text(host, "fetching %s", list));
	rc = host->api->program_run(host->run, program, &status);
	if (rc != VENVB_OK)
		return rc;
	return status ? explain(host, program, status, list)
		      : collect(host, destination, wants, count);
}
