/* SPDX-License-Identifier: MIT */
/*
 * seedlock: every package that a lock names, by the hash of its wheel, out of venvb's cache, a
 * directory of wheels or an index. The second time nothing is resolved and no interpreter runs.
 */
#include "choose.h"
#include "fetch.h"
#include "look.h"

#include "plugins/seeding/wheels.h"

#include <string.h>

/* The hash of what was planned, for the next time. */
static void learn(const struct host *host, const struct choice *choice, struct item *item)
{
	const char *name;
	uint64_t package = 0, len;

	while (!item->sha256 && host->api->package_next(host->run, &package) == VENVB_OK)
		if (host->api->package_text(host->run, package, VENVB_PACKAGE_NAME, &name, &len) ==
				VENVB_OK &&
			seeding_is_same_name(name, item->name))
			host->api->package_text(
				host->run, package, VENVB_PACKAGE_SHA256, &item->sha256, &len);
	if (item->sha256 && !item->remembered)
		seedlock_remember_wheel(host, choice, item);
}

static int32_t plan(
	const struct host *host, const struct choice *choice, struct item *item, uint32_t flags)
{
	int32_t rc;

	if (!item->wheel || (item->missing && !*item->version))
		return VENVB_OK;
	rc = host->api->wheel_plan(
		host->run, item->wheel, flags | (item->missing ? VENVB_WHEEL_ABSENT : 0));
	if (rc == VENVB_OK && !item->missing)
		learn(host, choice, item);
	return rc;
}

static int32_t plan_all(const struct host *host, const struct choice *choice)
{
	const char *conflict = seeding_option(host, "on-conflict");
	uint32_t flags = VENVB_WHEEL_REQUESTED | VENVB_WHEEL_VERSIONED | VENVB_WHEEL_LOCKED;
	const struct items *items = &choice->items;
	int32_t rc = VENVB_OK;

	if (conflict && !strcmp(conflict, "last"))
		flags |= VENVB_WHEEL_OVERLAYS;
	for (size_t i = 0; i < items->count && rc == VENVB_OK; i++) {
		host->api->progress(host->run, "preparing packages", VENVB_NUL, i, items->count);
		rc = plan(host, choice, &items->items[i], flags);
	}
	host->api->progress(host->run, "preparing packages", VENVB_NUL, items->count, items->count);
	if (rc == VENVB_OK)
		seedlock_keep(host, choice);
	return rc;
}

static int32_t fetch(const struct host *host, struct choice *choice)
{
	const struct items *items = &choice->items;
	size_t count = seedlock_count_missing(items);

	if (!count)
		return VENVB_OK;
	if (!seeding_is_yes(seeding_request(host, "dry-run")))
		return seedlock_fetch(host, choice->lock, &choice->items);
	seeding_say(host, VENVB_LOG_NOTICE,
		seeding_text(host, "would fetch %zu %s: %s", count,
			count == 1 ? "package" : "packages", seedlock_list_missing(host, items)));
	return VENVB_OK;
}

static int32_t seed(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	struct choice choice;
	struct lock lock;
	int32_t rc = seeding_check_wheel_dir(&host);

	(void)event;
	if (rc == VENVB_OK)
		rc = seedlock_find(&host, &lock);
	if (rc == VENVB_OK)
		rc = seedlock_choose(&host, &lock, &choice);
	if (rc == VENVB_OK)
		rc = seedlock_look(&host, &choice);
	if (rc == VENVB_OK)
		rc = fetch(&host, &choice);
	if (rc == VENVB_OK)
		rc = seedlock_tell_paths(&host, &choice.items);
	return rc == VENVB_OK ? plan_all(&host, &choice) : rc;
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
