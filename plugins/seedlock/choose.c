/* SPDX-License-Identifier: MIT */
/* The decision depends on the lock, the options and the interpreter, and on nothing else: these
 * together are the key under which it is remembered. */
#include "choose.h"

#include "ask.h"
#include "userinfo.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { COLUMNS = 8, MOST_REMEMBERED = 4 * 1024 * 1024 };

/* The 3 is to be raised whenever the program decides otherwise, or the rows are others. */
static const char key_head[] = "seedlock-selection 3\n";

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
	char libc[64] = "";
	struct utsname machine;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = seeding_fact(host, names[i]);

		text = seeding_text(host, "%s%s %s\n", text, names[i], value ? value : "");
	}
	/* Containers may share a cache and a kernel. */
	if (!confstr(_CS_GNU_LIBC_VERSION, libc, sizeof(libc)))
		libc[0] = 0;
	if (uname(&machine) < 0)
		return text;
	return seeding_text(host, "%s%s %s %s %s %s\n", text, machine.sysname, machine.release,
		machine.version, machine.machine, libc);
}

/* Where the lock stands matters when it names something beside itself, and else only its kind. */
static const char *place_of(const struct lock *lock)
{
	const char *dot = strrchr(lock->path, '.');
	bool is_pylock = dot && !strcmp(dot, ".toml");

	return !dot || strstr(lock->bytes, is_pylock ? "path" : "-f") ? lock->path : dot;
}

static const char *make_key(const struct host *host, const struct lock *lock, const char *target)
{
	return seeding_text(host, "%s%s%s%s%s%s\n%s", key_head, target, join_option(host, "extras"),
		join_option(host, "groups"), join_option(host, "allow-unhashed"), place_of(lock),
		seedlock_without_user(host, lock->bytes));
}

/* --- rows ------------------------------------------------------------------------------------- */

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
	return *item->name || seedlock_is_option(item) || !strcmp(item->kind, "incomplete");
}

/* What the program printed, or what was remembered of it. */
struct rows {
	struct items packages, found;
	bool incomplete;
};

/* pip installs what does not depend on each other backwards by name. */
static int compare(const void *a, const void *b)
{
	const struct item *one = a, *other = b;

	return strcmp(other->name, one->name);
}

static void put_row(struct rows *rows, const struct item *row)
{
	if (!strcmp(row->kind, "incomplete"))
		rows->incomplete = true;
	else if (!strcmp(row->kind, "found"))
		rows->found.items[rows->found.count++] = *row;
	else
		rows->packages.items[rows->packages.count++] = *row;
}

static int32_t parse(const struct host *host, const char *printed, struct rows *ret_rows)
{
	size_t lines = count_lines(printed), len = strlen(printed);
	char *text = host->api->memory(host->run, (uint64_t)len + 1);
	struct item *items =
		host->api->memory(host->run, 2 * (uint64_t)(lines + 1) * sizeof(*items));
	struct item row;

	if (!items || !text)
		return seeding_fail(host, "no memory for the lock");
	memcpy(text, printed, len + 1);
	*ret_rows = (struct rows){{items, 0}, {items + lines + 1, 0}, false};
	for (size_t i = 0; i < lines; i++) {
		if (!parse_line(strsep(&text, "\n"), &row))
			return seeding_fail(
				host, "line %zu of the selection is not understood", i + 1);
		put_row(ret_rows, &row);
	}
	qsort(items, ret_rows->packages.count, sizeof(*items), compare);
	return VENVB_OK;
}

/* What was found goes to the item of its name. */
static void attach(struct choice *choice, const struct items *found)
{
	const struct items *items = &choice->items;

	for (size_t i = 0; i < found->count; i++) {
		const struct item *row = &found->items[i];
		struct item *item =
			bsearch(row, items->items, items->count, sizeof(*items->items), compare);

		if (!item || strncmp(row->hashes, "sha256:", 7) != 0)
			continue;
		item->sha256 = row->hashes + 7;
		item->found = *row->path ? row->path : NULL;
		item->remembered = !item->found;
	}
}

static int32_t take(const struct host *host, struct choice *choice, const char *printed)
{
	struct rows rows;
	int32_t rc = parse(host, printed, &rows);

	if (rc != VENVB_OK)
		return rc;
	choice->items = rows.packages;
	choice->incomplete = rows.incomplete;
	attach(choice, &rows.found);
	return VENVB_OK;
}

/* --- choosing --------------------------------------------------------------------------------- */

int32_t seedlock_choose_again(const struct host *host, struct choice *choice)
{
	const char *rows;
	int32_t rc = seedlock_ask_select(host, choice->lock, &rows);

	choice->recalled = false;
	return rc == VENVB_OK ? take(host, choice, rows) : rc;
}

int32_t seedlock_choose(const struct host *host, const struct lock *lock, struct choice *ret_choice)
{
	const char *target = describe_target(host), *rows;
	uint64_t len;

	*ret_choice = (struct choice){
		.lock = lock, .target = target, .key = make_key(host, lock, target)};
	if (host->api->recall(host->run, ret_choice->key, VENVB_NUL, &rows, &len) != VENVB_OK)
		return seedlock_choose_again(host, ret_choice);
	ret_choice->recalled = true;
	return take(host, ret_choice, rows);
}

/* Of what has no hash there is nothing to remember it by. */
static bool is_memorable(const struct item *item)
{
	return !seedlock_is_bound(item) && (*item->hashes || !strcmp(item->kind, "vcs"));
}

/* As they were printed; *ret_complete becomes false when a user had to be left out. */
static const char *print_item(const struct host *host, const struct item *item, bool *ret_complete)
{
	const char *url = seedlock_without_user(host, item->url);

	if (url != item->url)
		*ret_complete = false;
	return seeding_text(host, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", item->kind, item->name,
		item->version, item->hashes, item->file, url, item->path, item->direct_url);
}

static const char *print_found(const struct host *host, const struct item *item)
{
	return seeding_text(host, "found\t%s\t\tsha256:%s\t\t\t\t\n", item->name, item->sha256);
}

/* One text of many, that is as long as they are together. */
static const char *join(const struct host *host, const char *const *parts, size_t count)
{
	size_t len = 0;
	char *text, *end;

	for (size_t i = 0; i < count; i++)
		len += strlen(parts[i]);
	text = end = host->api->memory(host->run, (uint64_t)len + 1);
	for (size_t i = 0; text && i < count; i++)
		end = stpcpy(end, parts[i]);
	return text ? text : "";
}

static const char *print_rows(const struct host *host, const struct items *items, bool with_found)
{
	const char **parts =
		host->api->memory(host->run, 2 * (uint64_t)(items->count + 1) * sizeof(*parts));
	bool complete = true;
	size_t count = 0;

	if (!parts)
		return "";
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->items[i];

		parts[count++] = print_item(host, item, &complete);
		if (with_found && item->sha256 && is_memorable(item))
			parts[count++] = print_found(host, item);
	}
	if (!complete)
		parts[count++] = "incomplete\t\t\t\t\t\t\t\n";
	return join(host, parts, count);
}

int32_t seedlock_search(const struct host *host, struct choice *choice)
{
	const char *rows = print_rows(host, &choice->items, false), *printed;
	struct rows found;
	int32_t rc = seedlock_ask_find(host, choice->lock, rows, &printed);

	choice->recalled = false;
	if (rc == VENVB_OK)
		rc = parse(host, printed, &found);
	if (rc == VENVB_OK)
		attach(choice, &found.found);
	return rc;
}

/* --- remembering ------------------------------------------------------------------------------ */

static bool has_news(const struct choice *choice)
{
	for (size_t i = 0; i < choice->items.count; i++) {
		const struct item *item = &choice->items.items[i];

		if (item->sha256 && !item->remembered && is_memorable(item))
			return true;
	}
	return !choice->recalled;
}

void seedlock_keep(const struct host *host, const struct choice *choice)
{
	const char *rows;

	if (!has_news(choice))
		return;
	rows = print_rows(host, &choice->items, true);
	if (*rows && strlen(rows) <= MOST_REMEMBERED)
		host->api->remember(host->run, choice->key, VENVB_NUL, rows, VENVB_NUL);
}

/* Sources become other wheels with another interpreter. */
static const char *wheel_key(
	const struct host *host, const struct choice *choice, const struct item *item)
{
	return seeding_text(host, "seedlock-wheel 2\n%s%s %s\n%s\n%s\n", choice->target, item->name,
		item->version, seedlock_without_user(host, item->url), item->hashes);
}

const char *seedlock_recall_wheel(
	const struct host *host, const struct choice *choice, const struct item *item)
{
	const char *sha256;
	uint64_t len;

	if (!is_memorable(item) || host->api->recall(host->run, wheel_key(host, choice, item),
					   VENVB_NUL, &sha256, &len) != VENVB_OK)
		return NULL;
	return sha256;
}

void seedlock_remember_wheel(
	const struct host *host, const struct choice *choice, const struct item *item)
{
	if (is_memorable(item))
		host->api->remember(host->run, wheel_key(host, choice, item), VENVB_NUL,
			item->sha256, VENVB_NUL);
}
