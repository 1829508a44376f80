/* SPDX-License-Identifier: MIT */
/*
 * pip never reads the lock: it gets requirements that are rendered from it, pins or bare URLs with
 * hashes and without markers, which every pip from 18.1 on takes. `pip wheel` leaves a wheel as it
 * is, and builds a source distribution in isolation. What has hashes and what cannot have any
 * (trees, version control) are two runs, since pip wants hashes of all or of none.
 */
#include "fetch.h"

#include "plugins/seeding/code.h"
#include "plugins/seeding/pip.h"
#include "plugins/seeding/wheels.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum way { URLS, PINS }; /* where a file comes from: its own URL, or whatever index pip uses */

/* --- what is missing -------------------------------------------------------------------------- */

static bool has_hashes(const struct item *item)
{
	return *item->hashes && strcmp(item->kind, "vcs") != 0;
}

size_t seedlock_count_missing(const struct items *items)
{
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++)
		count += items->items[i].missing;
	return count;
}

const char *seedlock_list_missing(const struct host *host, const struct items *items)
{
	const char *list = "";

	for (size_t i = items->count; i; i--) {
		const struct item *item = &items->items[i - 1];

		if (item->missing)
			list = seeding_text(host, "%s%s%s%s%s", list, *list ? ", " : "", item->name,
				*item->version ? " " : "", item->version);
	}
	return list;
}

/* --- requirements ----------------------------------------------------------------------------- */

static const char *render_hashes(const struct host *host, const struct item *item)
{
	const char *text = "", *next = item->hashes;

	while (*next) {
		size_t len = strcspn(next, ",");

		text = seeding_text(host, "%s --hash=%.*s", text, (int)len, next);
		next += len + (next[len] == ',');
	}
	return text;
}

/* pip splits a line at blanks, and takes "#" for a comment. */
static const char *file_url(const struct host *host, const char *path)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-~";
	char *url = host->api->memory(host->run, 8 + 3 * (uint64_t)strlen(path));
	char *end = url;

	if (!url)
		return "";
	end = stpcpy(end, "file://");
	for (; *path; path++)
		end += sprintf(end, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
	return url;
}

static const char *render(const struct host *host, const struct item *item, enum way way)
{
	const char *hashes = has_hashes(item) ? render_hashes(host, item) : "";

	if (seedlock_is_option(item))
		return item->url;
	if (*item->path && !access(item->path, R_OK))
		return seeding_text(host, "%s%s", file_url(host, item->path), hashes);
	if (!strcmp(item->kind, "vcs") || *item->direct_url || (way == URLS && *item->url))
		return seeding_text(host, "%s%s", item->url, hashes);
	return seeding_text(host, "%s==%s%s", item->name, item->version, hashes);
}

/* The lock's own indexes give way to the one that the user has named. */
static bool is_wanted(const struct host *host, const struct item *option)
{
	static const char *const of_indexes[] = {"--index-url", "--extra-index-url", "--no-index"};

	for (size_t i = 0; i < sizeof(of_indexes) / sizeof(of_indexes[0]); i++)
		if (!strcmp(option->file, of_indexes[i]))
			return !seeding_option(host, "index-url");
	return strcmp(option->file, "--find-links") != 0 || !seeding_option(host, "index-url") ||
	       strstr(option->url, "file://");
}

/* Whether some have a URL besides the index, so that the other way may do. */
static bool is_choice(const struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->items[i];

		if (item->missing && *item->url && !*item->direct_url && *item->version)
			return true;
	}
	return false;
}

static int32_t write_requirements(const struct host *host, const struct items *items, bool hashed,
	enum way way, const char *path, size_t *ret_count)
{
	FILE *file = fopen(path, "we");
	int failed;

	*ret_count = 0;
	if (!file)
		return seeding_fail(host, "writing '%s': %s", path, strerror(errno));
	for (size_t i = 0; i < items->count; i++) {
		const struct item *item = &items->items[i];

		if (seedlock_is_option(item) ? !is_wanted(host, item)
					     : !item->missing || has_hashes(item) != hashed)
			continue;
		fprintf(file, "%s\n", render(host, item, way));
		*ret_count += !seedlock_is_option(item);
	}
	failed = ferror(file);
	if (fclose(file) || failed)
		return seeding_fail(host, "writing '%s': %s", path, strerror(errno));
	return VENVB_OK;
}

/* --- pip -------------------------------------------------------------------------------------- */

static int32_t prepare(const struct host *host, const char *destination, const char *requirements,
	bool hashed, uint64_t *ret_program)
{
	const char *directory = seeding_option(host, "wheel-dir");
	const char *const arguments[] = {"wheel", "-q", "--no-deps", "--wheel-dir", destination,
		"-r", requirements, hashed ? "--require-hashes" : NULL, NULL};
	const char *const links[] = {"--find-links", directory, NULL};
	const char *pip;
	int32_t rc = seeding_pip_wheel(host, &pip);

	if (rc == VENVB_OK)
		rc = seeding_pip_new(host, pip, ret_program);
	if (rc == VENVB_OK)
		rc = seeding_arguments(host, *ret_program, arguments);
	if (rc == VENVB_OK && directory)
		rc = seeding_arguments(host, *ret_program, links);
	return rc;
}

/* What pip says where no index has it, or none answers. */
static bool is_not_there(const char *errors)
{
	static const char *const signs[] = {"connection broken by", "No matching distribution",
		"Max retries exceeded", "Could not find a version", "HTTP error 4"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strstr(errors, signs[i]))
			return true;
	return false;
}

static int32_t refuse(const struct host *host, const struct items *items, const char *why)
{
	size_t count = seedlock_count_missing(items);

	return seeding_fail(host, "%zu %s neither in the cache nor in 'wheel-dir' (%s), and %s",
		count, count == 1 ? "package is" : "packages are",
		seedlock_list_missing(host, items), why);
}

/* HTTP/TLS and indexes are pip's; *ret_again is whether the other way may do. */
static int32_t run_pip(const struct host *host, const struct items *items, bool hashed,
	const char *destination, enum way way, bool *ret_again)
{
	const char *requirements = seeding_text(host, "%s/requirements.txt", destination);
	uint64_t program = 0;
	const char *reason;
	int32_t status;
	size_t count;
	int32_t rc = write_requirements(host, items, hashed, way, requirements, &count);

	*ret_again = false;
	if (rc != VENVB_OK || !count)
		return rc;
	rc = prepare(host, destination, requirements, hashed, &program);
	if (rc == VENVB_OK)
		rc = host->api->program_run(host->run, program, &status);
	if (rc != VENVB_OK || !status)
		return rc;
	reason = seeding_pip_reason(host, program);
	*ret_again = reason && is_not_there(reason);
	if (*ret_again)
		return refuse(
			host, items, seeding_text(host, "pip did not get all of them: %s", reason));
	return seeding_pip_explain(host, program, status, seedlock_list_missing(host, items));
}

/* An index that the user has named goes before what the lock says of where a file was. */
static int32_t run_ways(
	const struct host *host, const struct items *items, bool hashed, const char *destination)
{
	enum way way = seeding_option(host, "index-url") ? PINS : URLS;
	bool again;
	int32_t rc = run_pip(host, items, hashed, destination, way, &again);

	if (rc == VENVB_OK || !again || !is_choice(items))
		return rc;
	return run_pip(host, items, hashed, destination, way == PINS ? URLS : PINS, &again);
}

static int32_t collect(const struct host *host, const char *destination, struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		struct item *item = &items->items[i];
		int32_t rc;

		if (!item->missing)
			continue;
		rc = seeding_wheel_of(host, destination, item->name, &item->found);
		if (rc != VENVB_OK)
			return rc;
		if (!item->found)
			return seeding_fail(host, "fetching %s: pip left no wheel of it in '%s'",
				item->name, destination);
		item->missing = false;
	}
	return VENVB_OK;
}

int32_t seedlock_fetch(const struct host *host, const struct lock *lock, struct items *items)
{
	const char *offline = seeding_option(host, "offline");
	size_t count = seedlock_count_missing(items);
	const char *destination, *text;
	uint64_t len;
	int32_t rc;

	if (!count)
		return VENVB_OK;
	if (offline && !strcmp(offline, "yes"))
		return refuse(host, items, "'offline' was asked for");
	rc = host->api->scratch(host->run, &destination, &len);
	if (rc != VENVB_OK)
		return rc;
	text = seeding_text(host, "fetching %zu %s of '%s'", count,
		count == 1 ? "package" : "packages", lock->path);
	seeding_say(host, VENVB_LOG_NOTICE, text);
	host->api->progress(host->run, text, VENVB_NUL, 0, 0);
	rc = run_ways(host, items, true, destination);
	if (rc == VENVB_OK)
		rc = run_ways(host, items, false, destination);
	return rc == VENVB_OK ? collect(host, destination, items) : rc;
}
