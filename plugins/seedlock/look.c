/* SPDX-License-Identifier: MIT */
/* A hash that the lock has for one wheel binds: a file with another is an error, of the host's. One
 * that was remembered is a hint, which counts for nothing when the cache has lost that wheel. */
#include "look.h"

#include <string.h>
#include <unistd.h>

enum { SHA256_LETTERS = 64 };

static const char sha256[] = "sha256:";

static int32_t tell(
	const struct host *host, const struct item *item, uint32_t what, const char *text)
{
	if (!text || !*text)
		return VENVB_OK;
	return host->api->wheel_set(host->run, item->wheel, what, text, VENVB_NUL);
}

/* Where it came from: of a source, of which a wheel was built here, with its own hash behind. */
static const char *source_of(const struct host *host, const struct item *item)
{
	if (!strcmp(item->kind, "wheel"))
		return item->url;
	if (strcmp(item->kind, "source") != 0 || !*item->url || !*item->hashes)
		return NULL;
	return seeding_text(host, "%s%c%.*s=%s", item->url, strchr(item->url, '#') ? '&' : '#',
		(int)strcspn(item->hashes, ":"), item->hashes,
		item->hashes + strcspn(item->hashes, ":") + 1);
}

/* A wheel of the host's, with all that is known but where it is. */
static int32_t tell_all(const struct host *host, struct item *item)
{
	const struct {
		uint32_t what;
		const char *text;
	} texts[] = {
		{VENVB_WHEEL_NAME, item->name},
		{VENVB_WHEEL_VERSION, item->version},
		{VENVB_WHEEL_SHA256, item->sha256},
		{VENVB_WHEEL_SOURCE, source_of(host, item)},
		{VENVB_WHEEL_DIRECT_URL, item->direct_url},
	};
	int32_t rc = host->api->wheel_new(host->run, &item->wheel);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && rc == VENVB_OK; i++)
		rc = tell(host, item, texts[i].what, texts[i].text);
	return rc;
}

/* The hash of a pin that has one alone is of a wheel, or of a source. */
static const char *only_hash(const struct item *item)
{
	if (strchr(item->hashes, ',') || strncmp(item->hashes, sha256, strlen(sha256)) != 0)
		return NULL;
	return !strcmp(item->kind, "pin") ? item->hashes + strlen(sha256) : NULL;
}

/* Whether the cache has the wheel with the hash that may be its own. */
static int32_t try_hint(
	const struct host *host, struct item *item, const char *hint, bool *ret_found)
{
	int32_t rc;

	*ret_found = false;
	if (!hint || strlen(hint) != SHA256_LETTERS)
		return VENVB_OK;
	item->sha256 = hint;
	rc = tell_all(host, item);
	if (rc != VENVB_OK)
		return rc;
	*ret_found = host->api->wheel_find(host->run, item->wheel) == VENVB_OK;
	if (!*ret_found)
		item->sha256 = NULL;
	return VENVB_OK;
}

static int32_t try_hints(
	const struct host *host, const struct choice *choice, struct item *item, bool *ret_found)
{
	int32_t rc = try_hint(host, item, item->sha256, ret_found);

	if (rc != VENVB_OK || *ret_found)
		return rc;
	item->remembered = false;
	rc = try_hint(host, item, only_hash(item), ret_found);
	if (rc != VENVB_OK || *ret_found)
		return rc;
	return try_hint(host, item, seedlock_recall_wheel(host, choice, item), ret_found);
}

/* A file beside the lock, or in 'wheel-dir'. */
static void find_file(const struct host *host, struct item *item)
{
	const char *directory = seeding_option(host, "wheel-dir");
	const char *const places[] = {*item->path ? item->path : NULL,
		directory && *item->file ? seeding_text(host, "%s/%s", directory, item->file)
					 : NULL};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !item->found; i++)
		if (places[i] && !access(places[i], R_OK))
			item->found = places[i];
}

static int32_t look_for_bound(const struct host *host, struct item *item)
{
	int32_t rc;

	item->sha256 = item->hashes + strlen(sha256);
	rc = tell_all(host, item);
	if (rc != VENVB_OK || host->api->wheel_find(host->run, item->wheel) == VENVB_OK)
		return rc;
	find_file(host, item);
	item->missing = !item->found;
	return VENVB_OK;
}

static int32_t look_for(const struct host *host, const struct choice *choice, struct item *item)
{
	bool found;
	int32_t rc;

	item->missing = false;
	if (seedlock_is_option(item))
		return VENVB_OK;
	if (seedlock_is_bound(item))
		return look_for_bound(host, item);
	if (item->found) {
		rc = tell_all(host, item);
		if (rc == VENVB_OK)
			host->api->wheel_find(host->run, item->wheel);
		return rc;
	}
	rc = try_hints(host, choice, item, &found);
	if (rc != VENVB_OK || found)
		return rc;
	item->missing = true;
	return tell_all(host, item);
}

static int32_t look_for_all(const struct host *host, const struct choice *choice)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < choice->items.count && rc == VENVB_OK; i++)
		rc = look_for(host, choice, &choice->items.items[i]);
	return rc;
}

/* Whether there may be a file of it, which only its hashes tell. */
static bool is_to_be_found(const struct host *host, const struct item *item)
{
	if (!item->missing || seedlock_is_bound(item))
		return false;
	return (!strcmp(item->kind, "pin") && seeding_option(host, "wheel-dir")) ||
	       (!strcmp(item->kind, "wheel") && *item->hashes);
}

static bool is_any_to_be_found(const struct host *host, const struct items *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (is_to_be_found(host, &items->items[i]))
			return true;
	return false;
}

static bool is_any_missing(const struct items *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->items[i].missing)
			return true;
	return false;
}

/* What was recalled says nothing of files, which may have come or gone. */
int32_t seedlock_look(const struct host *host, struct choice *choice)
{
	int32_t rc = look_for_all(host, choice);

	if (rc != VENVB_OK || !choice->recalled || !is_any_missing(&choice->items))
		return rc;
	if (choice->incomplete)
		rc = seedlock_choose_again(host, choice);
	else if (is_any_to_be_found(host, &choice->items))
		rc = seedlock_search(host, choice);
	else
		return VENVB_OK;
	return rc == VENVB_OK ? look_for_all(host, choice) : rc;
}

int32_t seedlock_tell_paths(const struct host *host, const struct items *items)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < items->count && rc == VENVB_OK; i++)
		if (items->items[i].wheel && !items->items[i].missing)
			rc = tell(host, &items->items[i], VENVB_WHEEL_PATH, items->items[i].found);
	return rc;
}
