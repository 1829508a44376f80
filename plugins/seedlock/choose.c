/* SPDX-License-Identifier: MIT */
/* The decision depends on the lock, the options and the interpreter, and on nothing else: these
 * together are the key under which it is remembered. */
#include "choose.h"

#include "plugins/seeding/wheels.h"
#include "plugins/seedlock/script.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

enum { COLUMNS = 8, NO_PACKAGING = 3, TIME_LIMIT_MS = 120 * 1000 };

/* The 2 is to be raised whenever select.py decides otherwise, or prints otherwise. */
static const char key_head[] = "seedlock-selection 2\n";

/* --- the key ---------------------------------------------------------------------------------- */

static const char *join_option(const struct host *host, const char *name)
{
	const char *joined = "", *value;
	uint64_t len;

	for (uint32_t i = 0;
		host->api->option(host->run, name, VENVB_NUL, i, &value, &len) == VENVB_OK; i++)
		joined = seeding_text(host, "%s%s %s\n", joined, name, value);
	return joined;
}

/* What the interpreter is: all that markers and tags may ask. */
static const char *describe_target(const struct host *host)
{
	static const char *const names[] = {"implementation", "version-info", "platform", "soabi",
		"cache-tag", "is-64bit", "debug", "free-threaded", "real-executable"};
	const char *text = "";
	struct utsname machine;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = seeding_fact(host, names[i]);

		text = seeding_text(host, "%s%s %s\n", text, names[i], value ? value : "");
	}
	if (uname(&machine) < 0)
		return text;
	return seeding_text(host, "%s%s %s %s %s\n", text, machine.sysname, machine.release,
		machine.version, machine.machine);
}

/* Where the lock stands matters when it names something beside itself, and else only its kind. */
static const char *place_of(const struct lock *lock)
{
	const char *dot = strrchr(lock->path, '.');

	return strstr(lock->bytes, "path") || !dot ? lock->path : dot;
}

static const char *make_key(const struct host *host, const struct lock *lock, const char *target)
{
	return seeding_text(host, "%s%s%s%s%s%s\n%s", key_head, target, join_option(host, "extras"),
		join_option(host, "groups"), join_option(host, "allow-unhashed"), place_of(lock),
		lock->bytes);
}

/* --- asking packaging ------------------------------------------------------------------------- */

struct question {
	const struct lock *lock;
	const char *python; /* the interpreter that runs the script */
	const char *target; /* what `describe` said of the run's own; NULL: it is the same */
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

/* Where packaging may come from: of itself and of pip the newest at hand, then the pip that the
 * interpreter brings, which is enough for requirements. */
static int32_t add_wheels(const struct host *host, uint64_t program)
{
	static const struct wish wishes[] = {
		{"packaging", ">=26"}, {"pip", ">=26.1"}, {"pip", NULL}};
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]) && rc == VENVB_OK; i++) {
		const char *path;

		rc = seeding_wheel_at_hand(host, &wishes[i], &path);
		if (rc == VENVB_OK && path)
			rc = add_pair(host, program, "wheel", path);
	}
	return rc;
}

static bool is_yes(const char *value)
{
	return value && !strcmp(value, "yes");
}

static int32_t add_options(const struct host *host, uint64_t program, const struct question *asked)
{
	const char *directory = seeding_option(host, "wheel-dir");
	int32_t rc = add_wheels(host, program);

	if (rc == VENVB_OK)
		rc = add_list(host, program, "extra", "extras");
	if (rc == VENVB_OK)
		rc = add_list(host, program, "group", "groups");
	if (rc == VENVB_OK && is_yes(seeding_option(host, "allow-unhashed")))
		rc = add_pair(host, program, "unhashed", "yes");
	if (rc == VENVB_OK && directory)
		rc = add_pair(host, program, "wheel-dir", directory);
	if (rc == VENVB_OK && asked->target)
		rc = add_pair(host, program, "target", asked->target);
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

static const char *last_line(const struct host *host, const char *text)
{
	size_t len = strlen(text), start;

	while (len && text[len - 1] == '\n')
		len--;
	for (start = len; start && text[start - 1] != '\n';)
		start--;
	return seeding_text(host, "%.*s", (int)(len - start), text + start);
}

/* Exit status 3 is given back, for the caller to explain. */
static int32_t ask(const struct host *host, const struct question *asked, int32_t *ret_status,
	const char **ret_selection)
{
	uint64_t program = 0;
	int32_t rc = new_script(host, asked->python, "select", &program);

	if (rc == VENVB_OK)
		rc = host->api->program_argument(host->run, program, asked->lock->path, VENVB_NUL);
	if (rc == VENVB_OK)
		rc = add_options(host, program, asked);
	if (rc == VENVB_OK)
		rc = host->api->program_input(host->run, program, asked->lock->bytes, VENVB_NUL);
	if (rc == VENVB_OK)
		rc = host->api->program_run(host->run, program, ret_status);
	if (rc != VENVB_OK || *ret_status == NO_PACKAGING)
		return rc;
	if (*ret_status) {
		const char *errors = text_of(host, program, VENVB_PROGRAM_ERRORS);

		seeding_say(host, VENVB_LOG_VERBOSE, errors);
		return seeding_fail(host, "%s: %s", asked->lock->path, last_line(host, errors));
	}
	*ret_selection = text_of(host, program, VENVB_PROGRAM_OUTPUT);
	return VENVB_OK;
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
			last_line(host, text_of(host, program, VENVB_PROGRAM_ERRORS)));
	*ret_text = last_line(host, text_of(host, program, VENVB_PROGRAM_OUTPUT));
	return VENVB_OK;
}

static int32_t refuse(const struct host *host, const struct lock *lock)
{
	return seeding_fail(host,
		"'%s' can only be read with packaging 26.1 or later, and none is at hand: put its "
		"wheel, or that of pip 26.1 or later, into a directory, and name that with the "
		"option 'wheel-dir'",
		lock->path);
}

/* packaging 26 wants Python 3.9: an older one is described to another interpreter. */
static int32_t ask_another(
	const struct host *host, struct question *asked, const char **ret_selection)
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
		rc = ask(host, asked, &status, ret_selection);
	if (rc == VENVB_OK && status == NO_PACKAGING)
		return refuse(host, asked->lock);
	return rc;
}

static int32_t decide(const struct host *host, const struct lock *lock, const char **ret_selection)
{
	struct question asked = {lock, seeding_fact(host, "executable"), NULL};
	int32_t status = 0;
	int32_t rc;

	if (!asked.python)
		return seeding_fail(host, "the interpreter is not known");
	rc = ask(host, &asked, &status, ret_selection);
	if (rc != VENVB_OK || status != NO_PACKAGING)
		return rc;
	if (!seeding_python_before(host, 3, 9))
		return refuse(host, lock);
	return ask_another(host, &asked, ret_selection);
}

/* --- the answer ------------------------------------------------------------------------------- */

static size_t count_lines(const char *text)
{
	size_t count = 0;

	while ((text = strchr(text, '\n'))) {
		count++;
		text++;
	}
	return count;
}

/* Takes the line apart in place. False: it has other columns. */
static bool parse_line(char *line, struct item *item)
{
	const char *columns[COLUMNS];
	size_t count = 0;

	for (char *next = line; next && count < COLUMNS; count++)
		columns[count] = strsep(&next, "\t");
	if (count != COLUMNS)
		return false;
	*item = (struct item){.kind = columns[0],
		.name = columns[1],
		.version = columns[2],
		.hashes = columns[3],
		.file = columns[4],
		.url = columns[5],
		.path = columns[6],
		.direct_url = columns[7]};
	return *item->name || !strcmp(item->kind, "option");
}

/* pip installs what does not depend on each other backwards by name. */
static int compare(const void *a, const void *b)
{
	const struct item *one = a, *other = b;

	return strcmp(other->name, one->name);
}

static int32_t parse(const struct host *host, const char *selection, struct items *ret_items)
{
	size_t lines = count_lines(selection), len = strlen(selection);
	struct item *items = host->api->memory(host->run, (uint64_t)(lines + 1) * sizeof(*items));
	char *text = host->api->memory(host->run, (uint64_t)len + 1);
	char *next = text;

	if (!items || !text)
		return seeding_fail(host, "no memory for the lock");
	memcpy(text, selection, len + 1);
	for (size_t i = 0; i < lines; i++)
		if (!parse_line(strsep(&next, "\n"), &items[i]))
			return seeding_fail(
				host, "line %zu of the selection is not understood", i + 1);
	qsort(items, lines, sizeof(*items), compare);
	*ret_items = (struct items){items, lines};
	return VENVB_OK;
}

/* Sources become other wheels with another interpreter. */
static void name_memories(const struct host *host, const char *target, struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		struct item *item = &items->items[i];

		if (*item->hashes || !strcmp(item->kind, "vcs"))
			item->memory = seeding_text(host, "seedlock-wheel 1\n%s%s %s\n%s\n%s\n",
				target, item->name, item->version, item->url, item->hashes);
	}
}

int32_t seedlock_choose(const struct host *host, const struct lock *lock, struct items *ret_items)
{
	const char *target = describe_target(host);
	const char *key = make_key(host, lock, target);
	const char *selection = "";
	uint64_t len;
	bool recalled = host->api->recall(host->run, key, VENVB_NUL, &selection, &len) == VENVB_OK;
	int32_t rc = recalled ? VENVB_OK : decide(host, lock, &selection);

	if (rc == VENVB_OK)
		rc = parse(host, selection, ret_items);
	if (rc != VENVB_OK)
		return rc;
	name_memories(host, target, ret_items);
	if (!recalled)
		host->api->remember(host->run, key, VENVB_NUL, selection, VENVB_NUL);
	return VENVB_OK;
}
