/* SPDX-License-Identifier: MIT */
/* Starting pip, and telling why it failed. */
#include "pip.h"

#include <string.h>

int32_t seeding_arguments(const struct host *host, uint64_t program, const char *const *arguments)
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
	const char *index = seeding_option(host, "index-url");
	int32_t rc = set_variable(host, program, "PIP_REQUIRE_VIRTUALENV", "0");

	if (rc == VENVB_OK && index)
		rc = set_variable(host, program, "PIP_INDEX_URL", index);
	return rc;
}

int32_t seeding_pip_new(const struct host *host, const char *pip_wheel, uint64_t *ret_program)
{
	const char *python = seeding_fact(host, "executable");
	const char *const arguments[] = {
		"-I", seeding_text(host, "%s/pip", pip_wheel), "--disable-pip-version-check", NULL};
	int32_t rc;

	if (!python)
		return seeding_fail(host, "the interpreter is not known");
	rc = host->api->program_new(host->run, python, VENVB_NUL, ret_program);
	if (rc == VENVB_OK)
		rc = set_variables(host, *ret_program);
	return rc == VENVB_OK ? seeding_arguments(host, *ret_program, arguments) : rc;
}

/* The last line of TEXT that has WORD, from WORD on, or NULL. */
static const char *last_line_with(const struct host *host, const char *text, const char *word)
{
	const char *found = NULL, *next = text;

	while ((next = strstr(next, word)))
		found = next++;
	return found ? seeding_text(host, "%.*s", (int)strcspn(found, "\r\n"), found) : NULL;
}

/* With one blank for what is between words. */
static const char *join_lines(const struct host *host, const char *text)
{
	const char *joined = "";

	while (*(text += strspn(text, " \t\r\n"))) {
		size_t len = strcspn(text, " \t\r\n");

		joined = seeding_text(host, "%s%s%.*s", joined, *joined ? " " : "", (int)len, text);
		text += len;
	}
	return joined;
}

const char *seeding_last_line(const struct host *host, const char *text)
{
	size_t len = strlen(text), start;

	while (len && text[len - 1] == '\n')
		len--;
	for (start = len; start && text[start - 1] != '\n';)
		start--;
	return seeding_text(host, "%.*s", (int)(len - start), text + start);
}

const char *seeding_pip_reason(const struct host *host, uint64_t program)
{
	const char *errors = "", *line;
	uint64_t len;

	host->api->program_text(host->run, program, VENVB_PROGRAM_ERRORS, &errors, &len);
	seeding_say(host, VENVB_LOG_VERBOSE, errors);
	line = last_line_with(host, errors, "connection broken by");
	if (line)
		return seeding_text(host, "the index cannot be reached: %s", line);
	line = strstr(errors, "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES");
	if (line)
		return join_lines(host, line + strlen("ERROR: "));
	line = last_line_with(host, errors, "ERROR: ");
	/* A traceback follows, and what it is about stands last. */
	if (line && !strcmp(line, "ERROR: Exception:"))
		return seeding_last_line(host, errors);
	return line ? line + strlen("ERROR: ") : NULL;
}

int32_t seeding_pip_explain(
	const struct host *host, uint64_t program, int32_t status, const char *what)
{
	const char *reason = seeding_pip_reason(host, program);

	if (!reason)
		return seeding_fail(host,
			"fetching %s: pip ended with status %d; -v shows what it said", what,
			(int)status);
	return seeding_fail(host, "fetching %s: %s%s", what,
		strncmp(reason, "the index ", 10) ? "pip says: " : "", reason);
}
