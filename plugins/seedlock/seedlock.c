/* SPDX-License-Identifier: MIT */
/*
 * seedlock: every package that a lock names, by the hash of its wheel, out of venvb's cache, a
 * directory of wheels or an index. The second time nothing is resolved and no interpreter runs.
 */
#include "choose.h"
#include "fetch.h"

#include "plugins/seeding/wheels.h"

#include <string.h>
#include <unistd.h>

enum { SHA256_LETTERS = 64 };

static const char sha256[] = "sha256:";

static bool is_yes(const char *value)
{
	return value && !strcmp(value, "yes");
}

static int32_t set_text(
	const struct host *host, const struct item *item, uint32_t what, const char *text)
{
	if (!*text)
		return VENVB_OK;
	return host->api->wheel_set(host->run, item->wheel, what, text, VENVB_NUL);
}

/* The SHA-256 of its wheel: the lock's, if it names one file, else what it came to last time. */
static const char *hash_of(const struct host *host, const struct item *item)
{
	const char *found = strstr(item->hashes, sha256), *text;
	uint64_t len;

	if (!strcmp(item->kind, "wheel") && found)
		return seeding_text(host, "%.*s", SHA256_LETTERS, found + strlen(sha256));
	if (item->memory &&
		host->api->recall(host->run, item->memory, VENVB_NUL, &text, &len) == VENVB_OK)
		return text;
	return "";
}

/* A pin with one hash is of one file, which may be a wheel in the cache, or a source. */
static int32_t look_for_pin(const struct host *host, struct item *item)
{
	uint64_t wheel;
	int32_t rc;

	if (strcmp(item->kind, "pin") != 0 || strchr(item->hashes, ',') ||
		strncmp(item->hashes, sha256, strlen(sha256)) != 0)
		return VENVB_OK;
	rc = host->api->wheel_new(host->run, &wheel);
	if (rc == VENVB_OK)
		rc = host->api->wheel_set(host->run, wheel, VENVB_WHEEL_SHA256,
			item->hashes + strlen(sha256), VENVB_NUL);
	if (rc != VENVB_OK)
		return rc;
	if (host->api->wheel_find(host->run, wheel) == VENVB_OK)
		item->kind = "wheel";
	return VENVB_OK;
}

/* A file beside the lock, or in 'wheel-dir'; a source is for pip to build. */
static void find_file(const struct host *host, struct item *item)
{
	const char *directory = seeding_option(host, "wheel-dir");

	if (strcmp(item->kind, "wheel") != 0)
		return;
	if (*item->path && !access(item->path, R_OK))
		return;
	item->path =
		directory && *item->file ? seeding_text(host, "%s/%s", directory, item->file) : "";
	if (*item->path && access(item->path, R_OK) < 0)
		item->path = "";
}

/* Tells the host of it, and finds out whether its wheel is at hand. */
static int32_t look(const struct host *host, struct item *item)
{
	const char *hash;
	int32_t rc;

	if (!strcmp(item->kind, "option"))
		return VENVB_OK;
	rc = look_for_pin(host, item);
	hash = hash_of(host, item);
	if (rc == VENVB_OK)
		rc = host->api->wheel_new(host->run, &item->wheel);
	if (rc == VENVB_OK)
		rc = set_text(host, item, VENVB_WHEEL_NAME, item->name);
	if (rc == VENVB_OK)
		rc = set_text(host, item, VENVB_WHEEL_VERSION, item->version);
	if (rc == VENVB_OK)
		rc = set_text(host, item, VENVB_WHEEL_SHA256, hash);
	if (rc == VENVB_OK && !strcmp(item->kind, "wheel"))
		rc = set_text(host, item, VENVB_WHEEL_SOURCE, item->url);
	if (rc == VENVB_OK)
		rc = set_text(host, item, VENVB_WHEEL_DIRECT_URL, item->direct_url);
	if (rc != VENVB_OK)
		return rc;
	item->known = *hash;
	if (item->known && host->api->wheel_find(host->run, item->wheel) == VENVB_OK) {
		item->path = "";
		return VENVB_OK;
	}
	find_file(host, item);
	item->missing = !*item->path || strcmp(item->kind, "wheel") != 0;
	return VENVB_OK;
}

static int32_t look_for_all(const struct host *host, const struct items *items)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < items->count && rc == VENVB_OK; i++)
		rc = look(host, &items->items[i]);
	return rc;
}

/* The hash of what was planned, for the next time. */
static void remember(const struct host *host, const struct item *item)
{
	const char *name, *hash;
	uint64_t package = 0, len;

	if (item->known || !item->memory)
		return;
	while (host->api->package_next(host->run, &package) == VENVB_OK)
		if (host->api->package_text(host->run, package, VENVB_PACKAGE_NAME, &name, &len) ==
				VENVB_OK &&
			seeding_is_same_name(name, item->name) &&
			host->api->package_text(
				host->run, package, VENVB_PACKAGE_SHA256, &hash, &len) == VENVB_OK)
			host->api->remember(host->run, item->memory, VENVB_NUL, hash, VENVB_NUL);
}

static int32_t plan(const struct host *host, struct item *item, uint32_t flags)
{
	int32_t rc;

	if (!item->wheel || (item->missing && !(item->known && *item->version)))
		return VENVB_OK;
	rc = host->api->wheel_plan(
		host->run, item->wheel, flags | (item->missing ? VENVB_WHEEL_ABSENT : 0));
	if (rc == VENVB_OK)
		remember(host, item);
	return rc;
}

/* Of all before the first is planned: the host unpacks several at once. */
static int32_t set_paths(const struct host *host, const struct items *items)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < items->count && rc == VENVB_OK; i++) {
		const struct item *item = &items->items[i];

		if (item->wheel && !item->missing)
			rc = set_text(host, item, VENVB_WHEEL_PATH, item->path);
	}
	return rc;
}

static int32_t plan_all(const struct host *host, const struct items *items)
{
	const char *conflict = seeding_option(host, "on-conflict");
	uint32_t flags = VENVB_WHEEL_REQUESTED | VENVB_WHEEL_VERSIONED | VENVB_WHEEL_LOCKED;
	int32_t rc = set_paths(host, items);

	if (conflict && !strcmp(conflict, "last"))
		flags |= VENVB_WHEEL_OVERLAYS;
	for (size_t i = 0; i < items->count && rc == VENVB_OK; i++) {
		host->api->progress(host->run, "preparing packages", VENVB_NUL, i, items->count);
		rc = plan(host, &items->items[i], flags);
	}
	host->api->progress(host->run, "preparing packages", VENVB_NUL, items->count, items->count);
	return rc;
}

static int32_t fetch(const struct host *host, const struct lock *lock, struct items *items)
{
	size_t count = seedlock_count_missing(items);

	if (!count)
		return VENVB_OK;
	if (!is_yes(seeding_request(host, "dry-run")))
		return seedlock_fetch(host, lock, items);
	seeding_say(host, VENVB_LOG_NOTICE,
		seeding_text(host, "would fetch %zu %s: %s", count,
			count == 1 ? "package" : "packages", seedlock_list_missing(host, items)));
	return VENVB_OK;
}

static int32_t seed(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	struct items items = {NULL, 0};
	struct lock lock;
	int32_t rc = seeding_check_wheel_dir(&host);

	(void)event;
	if (rc == VENVB_OK)
		rc = seedlock_find(&host, &lock);
	if (rc == VENVB_OK)
		rc = seedlock_choose(&host, &lock, &items);
	if (rc == VENVB_OK)
		rc = look_for_all(&host, &items);
	if (rc == VENVB_OK)
		rc = fetch(&host, &lock, &items);
	return rc == VENVB_OK ? plan_all(&host, &items) : rc;
}

static const struct venvb_option options[] = {
	{.name = "file",
		.summary = "the lock: a pylock.toml, or requirements with hashes",
		.argument = "FILE",
		.type = VENVB_PATH},
	{.name = "extras",
		.summary = "an extra of the lock, besides what it installs anyway",
		.argument = "EXTRA",
		.type = VENVB_LIST,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "groups",
		.summary = "a dependency group of the lock, in the place of its default ones",
		.argument = "GROUP",
		.type = VENVB_LIST,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "on-conflict",
		.summary = "what to do when two packages have one file with different bytes",
		.argument = "error|last",
		.default_value = "error",
		.choices = "error|last",
		.type = VENVB_CHOICE,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "wheel-dir",
		.summary = "a directory of wheels, looked at before an index",
		.argument = "DIR",
		.type = VENVB_PATH},
	{.name = "index-url",
		.summary = "the package index to fetch from, in the place of the URLs in the lock",
		.argument = "URL",
		.type = VENVB_URL},
	{.name = "offline",
		.summary = "whether nothing may be fetched",
		.type = VENVB_BOOL,
		.default_value = "no"},
	{.name = "allow-unhashed",
		.summary = "whether requirements without hashes are taken",
		.type = VENVB_BOOL,
		.default_value = "no"},
};

static const struct venvb_hook hooks[] = {
	{"packages", "after", seed, VENVB_HOOK_REQUIRED, 0},
};

/* What the lock names, seedpip leaves as it is. */
static const char *const before[] = {"seedpip"};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(1),
	.name = "seedlock",
	.version = PLUGIN_VERSION,
	.summary = "every package of a lock, to the hash",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
	.before = VENVB_ARRAY(before),
};
