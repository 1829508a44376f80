/* SPDX-License-Identifier: MIT */
/* Asking packaging: which interpreter runs the program, and what it is told. */
#include "ask.h"

#include "plugins/seeding/code.h"
#include "plugins/seeding/pip.h"
#include "plugins/seedlock/script.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { NO_PACKAGING = 3, TIME_LIMIT_MS = 120 * 1000 };

struct question {
	const struct lock *lock;
	const char *python; /* the interpreter that runs the script */
	const char *target; /* what `describe` said of the run's own; NULL: it is the same */
	const char *rows;   /* selected earlier, to be found; NULL: the lock is to be selected of */
	const char *output; /* the file that is printed to */
	const char *doubtful; /* a wheel that packaging might have come from, or NULL */
};

static int32_t add_pair(
	const struct host *host, uint64_t program, const char *key, const char *value)
{
	return host->api->program_argument(
		host->run, program, seeding_text(host, "%s=%s", key, value), VENVB_NUL);
}

static int32_t add_list(
	const struct host *host, uint64_t program, const char *key, const char *option)
{
	int32_t rc = VENVB_OK;
	const char *value;
	uint64_t len;

	for (uint32_t i = 0; rc == VENVB_OK && host->api->option(host->run, option, VENVB_NUL, i,
						       &value, &len) == VENVB_OK;
		i++)
		rc = add_pair(host, program, key, value);
	return rc;
}

/* Where packaging may come from: what the interpreter brings, as far as that is enough, and else of
 * itself and of pip the newest that were given. */
static int32_t add_wheels(const struct host *host, uint64_t program, const char **ret_doubtful)
{
	static const struct wish wishes[] = {
		{"packaging", ">=26"}, {"pip", ">=26.1"}, {"pip", NULL}};
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < 2 * COUNT(wishes) && rc == VENVB_OK; i++) {
		const struct wish *wish = &wishes[i % COUNT(wishes)];
		const char *path;

		rc = i < COUNT(wishes) ? seeding_own_wheel(host, wish, &path)
				       : seeding_given_wheel(host, wish, &path, ret_doubtful);
		if (rc == VENVB_OK && path)
			rc = add_pair(host, program, "wheel", path);
	}
	return rc;
}

static int32_t add_options(const struct host *host, uint64_t program, struct question *asked)
{
	const char *directory = seeding_option(host, "wheel-dir");
	int32_t rc = add_wheels(host, program, &asked->doubtful);

	if (rc == VENVB_OK)
		rc = add_list(host, program, "extra", "extras");
	if (rc == VENVB_OK)
		rc = add_list(host, program, "group", "groups");
	if (rc == VENVB_OK && seeding_is_yes(seeding_option(host, "allow-unhashed")))
		rc = add_pair(host, program, "unhashed", "yes");
	if (rc == VENVB_OK && directory)
		rc = add_pair(host, program, "wheel-dir", directory);
	if (rc == VENVB_OK && asked->target)
		rc = add_pair(host, program, "target", asked->target);
	if (rc == VENVB_OK)
		rc = add_pair(host, program, "output", asked->output);
	return rc;
}

static int32_t new_script(
	const struct host *host, const char *python, const char *command, uint64_t *ret_program)
{
	const char *const arguments[] = {"-I", "-c", seedlock_script, command, NULL};
	int32_t rc = host->api->program_new(host->run, python, VENVB_NUL, ret_program);

	for (size_t i = 0; arguments[i] && rc == VENVB_OK; i++)
		rc = host->api->program_argument(host->run, *ret_program, arguments[i], VENVB_NUL);
	if (rc == VENVB_OK)
		rc = host->api->program_time_limit(host->run, *ret_program, TIME_LIMIT_MS);
	return rc;
}

static const char *text_of(const struct host *host, uint64_t program, uint32_t stream)
{
	const char *text = "";
	uint64_t len;

	host->api->program_text(host->run, program, stream, &text, &len);
	return text;
}

/* Why the lock is refused. */
static int32_t explain(const struct host *host, const struct question *asked, uint64_t program)
{
	const char *errors = text_of(host, program, VENVB_PROGRAM_ERRORS);

	seeding_say(host, VENVB_LOG_VERBOSE, errors);
	return seeding_fail(host, "%s: %s", asked->lock->path, seeding_last_line(host, errors));
}

/* Exit status 3 is given back, for the caller to explain. */
static int32_t ask(const struct host *host, struct question *asked, int32_t *ret_status)
{
	uint64_t program = 0;
	int32_t rc = new_script(host, asked->python, asked->rows ? "find" : "select", &program);

	if (rc == VENVB_OK && !asked->rows)
		rc = host->api->program_argument(host->run, program, asked->lock->path, VENVB_NUL);
	if (rc == VENVB_OK)
		rc = add_options(host, program, asked);
	if (rc == VENVB_OK)
		rc = host->api->program_input(host->run, program,
			asked->rows ? asked->rows : asked->lock->bytes, VENVB_NUL);
	if (rc == VENVB_OK)
		rc = host->api->program_run(host->run, program, ret_status);
	if (rc != VENVB_OK || *ret_status == NO_PACKAGING)
		return rc;
	return *ret_status ? explain(host, asked, program) : VENVB_OK;
}

static int32_t describe(const struct host *host, const char *python, const char **ret_text)
{
	uint64_t program = 0;
	int32_t status;
	int32_t rc = new_script(host, python, "describe", &program);

	if (rc == VENVB_OK)
		rc = host->api->program_run(host->run, program, &status);
	if (rc != VENVB_OK)
		return rc;
	if (status)
		return seeding_fail(host, "'%s' cannot say what it is: %s", python,
			seeding_last_line(host, text_of(host, program, VENVB_PROGRAM_ERRORS)));
	*ret_text = seeding_last_line(host, text_of(host, program, VENVB_PROGRAM_OUTPUT));
	return VENVB_OK;
}

static int32_t refuse(const struct host *host, const struct question *asked)
{
	if (asked->doubtful)
		return seeding_doubt(host, asked->doubtful);
	return seeding_fail(host,
		"'%s' can only be read with packaging 26.1 or later, and none is at hand: put its "
		"wheel, or that of pip 26.1 or later, into a directory, and name that with the "
		"option 'wheel-dir'",
		asked->lock->path);
}

/* packaging 26 wants Python 3.9: an older one is described to another interpreter. */
static int32_t ask_another(const struct host *host, struct question *asked)
{
	const char *python = asked->python;
	int32_t status = 0;
	uint64_t len;
	int32_t rc;

	if (host->api->interpreter_find(host->run, ">=3.9", VENVB_NUL, &asked->python, &len) !=
		VENVB_OK)
		return seeding_fail(host,
			"'%s' is read by Python 3.9 or later, and this machine has none",
			asked->lock->path);
	rc = describe(host, python, &asked->target);
	if (rc == VENVB_OK)
		rc = ask(host, asked, &status);
	return rc == VENVB_OK && status == NO_PACKAGING ? refuse(host, asked) : rc;
}

/* What it prints may be more than the host takes from a stream, and so goes into a file. */
static int32_t answer(const struct host *host, struct question *asked, const char **ret_rows)
{
	const char *scratch;
	int32_t status = 0;
	uint64_t len;
	int32_t rc = host->api->scratch(host->run, &scratch, &len);

	if (rc != VENVB_OK)
		return rc;
	asked->python = seeding_fact(host, "executable");
	if (!asked->python)
		return seeding_fail(host, "the interpreter is not known");
	asked->output = seeding_text(host, "%s/rows", scratch);
	rc = ask(host, asked, &status);
	if (rc == VENVB_OK && status == NO_PACKAGING)
		rc = seeding_python_before(host, 3, 9) ? ask_another(host, asked)
						       : refuse(host, asked);
	return rc == VENVB_OK ? seedlock_read(host, asked->output, ret_rows) : rc;
}

int32_t seedlock_ask_select(const struct host *host, const struct lock *lock, const char **ret_rows)
{
	struct question asked = {.lock = lock};

	return answer(host, &asked, ret_rows);
}

int32_t seedlock_ask_find(
	const struct host *host, const struct lock *lock, const char *rows, const char **ret_rows)
{
	struct question asked = {.lock = lock, .rows = rows};

	return answer(host, &asked, ret_rows);
}
