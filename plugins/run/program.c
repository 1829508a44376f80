/* SPDX-License-Identifier: MIT */
/*
 * One program for one hook: JSON goes in, edits come out. The exit status is 0 for done and 3 for
 * denied, as venvb's own; all else is a failure.
 */
#include "program.h"

#include "edits.h"
#include "state.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DENIED = 3, LAST_BYTES = 2000, SIGNALLED = 128 };

struct printed {
	const char *text;
	uint64_t len;
};

static bool is_policy(const struct host *host)
{
	const char *name, *tier;
	uint64_t plugin = 0;

	while (host->api->plugin_next(host->run, &plugin) == VENVB_OK)
		if (host->api->plugin_text(host->run, plugin, VENVB_PLUGIN_TEXT_NAME, &name,
			    NULL) == VENVB_OK &&
			!strcmp(name, "run"))
			return host->api->plugin_text(host->run, plugin, VENVB_PLUGIN_TEXT_TIER,
				       &tier, NULL) == VENVB_OK &&
			       !strcmp(tier, "policy");
	return false;
}

/* A program that judges gets none of the user's variables, which could decide what it does. */
static int32_t clean(const struct host *host, uint64_t program)
{
	static const char *const kept[][2] = {
		{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
		{"LC_ALL", "C.UTF-8"},
	};
	int32_t rc = is_policy(host) ? host->api->program_clean(host->run, program) : VENVB_NONE;

	for (size_t i = 0; rc == VENVB_OK && i < sizeof(kept) / sizeof(kept[0]); i++)
		rc = host->api->program_variable(
			host->run, program, kept[i][0], VENVB_NUL, kept[i][1], VENVB_NUL);
	return rc == VENVB_NONE ? VENVB_OK : rc;
}

/* What a program needs that reads no JSON. */
static int32_t set_variables(const struct host *host, uint64_t program)
{
	static const struct {
		const char *variable, *request, *fact;
	} rows[] = {
		{"HOOK_TARGET", "target", NULL},
		{"HOOK_NAME", "name", NULL},
		{"HOOK_ACTION", "action", NULL},
		{"HOOK_DRY_RUN", "dry-run", NULL},
		{"HOOK_PYTHON", NULL, "executable"},
		{"HOOK_PYTHON_VERSION", NULL, "version"},
	};
	const struct venvb_api *api = host->api;
	int32_t rc = api->program_variable(
		host->run, program, "HOOK_STAGE", VENVB_NUL, host->stage, VENVB_NUL);

	if (rc == VENVB_OK)
		rc = api->program_variable(
			host->run, program, "HOOK_MOMENT", VENVB_NUL, host->moment, VENVB_NUL);
	for (size_t i = 0; rc == VENVB_OK && i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *value = NULL;
		uint64_t len = 0;

		/* One that there is not is unset, whatever our own variables hold. */
		if (rows[i].request)
			api->request(host->run, rows[i].request, VENVB_NUL, &value, &len);
		else
			api->fact(host->run, rows[i].fact, VENVB_NUL, &value, &len);
		rc = api->program_variable(
			host->run, program, rows[i].variable, VENVB_NUL, value, len);
	}
	return rc;
}

/* What a policy's program is given may be what it runs, as a script is to an interpreter. */
static int32_t judge_argument(const struct host *host, const char *text)
{
	if (*text != '/' || access(text, F_OK) < 0)
		return VENVB_OK;
	return host->api->trusted(host->run, text, VENVB_NUL);
}

static int32_t set_arguments(const struct host *host, uint64_t program)
{
	bool judges = is_policy(host);
	int32_t rc = VENVB_OK;
	const char *text;
	uint64_t len;

	for (uint32_t i = 0; rc == VENVB_OK; i++) {
		rc = host->api->option(host->run, "arguments", VENVB_NUL, i, &text, &len);
		if (rc == VENVB_OK && judges)
			rc = judge_argument(host, text);
		if (rc == VENVB_OK)
			rc = host->api->program_argument(host->run, program, text, len);
	}
	return rc == VENVB_NONE ? VENVB_OK : rc;
}

static int32_t set_input(const struct host *host, uint64_t program)
{
	json_t *state;
	char *text;
	int32_t rc = run_state(host, &state);

	if (rc != VENVB_OK)
		return rc;
	text = json_dumps(state, JSON_INDENT(2));
	json_decref(state);
	if (!text)
		return run_fail(host, "was not run: there is no memory");
	rc = host->api->program_input(host->run, program, text, VENVB_NUL);
	free(text);
	return rc;
}

static int32_t set_time_limit(const struct host *host, uint64_t program)
{
	int64_t seconds = run_option_number(host, "timeout");

	if (seconds < 0 || seconds > UINT32_MAX / 1000)
		return run_fail(host, "was not run: its 'timeout' is no number of seconds");
	return host->api->program_time_limit(host->run, program, (uint32_t)seconds * 1000);
}

static int32_t prepare(const struct host *host, uint64_t *ret_program)
{
	int32_t rc = host->api->trusted(host->run, host->program, VENVB_NUL);

	if (rc == VENVB_OK)
		rc = host->api->program_new(host->run, host->program, VENVB_NUL, ret_program);
	if (rc == VENVB_OK)
		rc = clean(host, *ret_program);
	if (rc == VENVB_OK)
		rc = set_arguments(host, *ret_program);
	if (rc == VENVB_OK)
		rc = set_variables(host, *ret_program);
	if (rc == VENVB_OK)
		rc = set_time_limit(host, *ret_program);
	return rc == VENVB_OK ? set_input(host, *ret_program) : rc;
}

static struct printed read_stream(const struct host *host, uint64_t program, uint32_t stream)
{
	struct printed printed = {"", 0};

	host->api->program_text(host->run, program, stream, &printed.text, &printed.len);
	return printed;
}

/* The end of what it said, without line breaks around; the breaks within become blanks. */
static const char *last_words(const struct host *host, struct printed errors)
{
	const char *start = errors.text, *end = start + errors.len;

	while (end > start && strchr(" \t\r\n", end[-1]))
		end--;
	if (end - start > LAST_BYTES) {
		start = end - LAST_BYTES;
		while (start < end && *start != '\n')
			start++;
	}
	while (start < end && strchr(" \t\r\n", *start))
		start++;
	return run_text(host, "%.*s", (int)(end - start), start);
}

/* Its standard error, when it succeeded: each line is one for the user. */
static void log_errors(const struct host *host, struct printed errors)
{
	const char *at = errors.text, *end = at + errors.len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		if (stop > at)
			host->api->log(host->run, VENVB_LOG_NOTICE, at, (uint64_t)(stop - at));
		at = stop + 1;
	}
}

static int32_t deny(const struct host *host, const json_t *edits, struct printed errors)
{
	const char *reason = last_words(host, errors);
	int32_t rc = run_edits_say(host, edits);

	if (rc != VENVB_OK)
		return rc;
	/* Without a word on standard error the reasons are the edits. */
	for (size_t i = 0; !*reason && i < json_array_size(edits); i++) {
		const json_t *name = json_object_get(json_array_get(edits, i), "edit");

		if (!strcmp(json_string_value(name), "deny"))
			return VENVB_DENIED;
	}
	if (!*reason)
		reason = "denied without a reason";
	reason = run_text(host, "'%s': %s", host->program, reason);
	return host->api->deny(host->run, reason, VENVB_NUL);
}

static int32_t fail(const struct host *host, int32_t status, struct printed errors)
{
	const char *words = last_words(host, errors);
	const char *signal =
		status > SIGNALLED ? run_text(host, " (128 and signal %d)", (int)status - SIGNALLED)
				   : "";

	return run_fail(host, "ended with exit status %d%s%s%s", (int)status, signal,
		*words ? ": " : "", words);
}

static int32_t judge(const struct host *host, uint64_t program, int32_t status)
{
	struct printed errors = read_stream(host, program, VENVB_PROGRAM_ERRORS);
	struct printed output = read_stream(host, program, VENVB_PROGRAM_OUTPUT);
	json_t *edits;
	int32_t rc;

	if (status && status != DENIED)
		return fail(host, status, errors);
	rc = run_edits_read(host, output.text, output.len, &edits);
	if (rc != VENVB_OK)
		return rc;
	if (status == DENIED) {
		rc = deny(host, edits, errors);
	} else {
		log_errors(host, errors);
		rc = run_edits_make(host, edits);
	}
	json_decref(edits);
	return rc;
}

int32_t run_program(const struct host *host)
{
	uint64_t program;
	int32_t status = 0, rc = prepare(host, &program);

	if (rc == VENVB_OK)
		rc = host->api->program_run(host->run, program, &status);
	return rc == VENVB_OK ? judge(host, program, status) : rc;
}
