/* SPDX-License-Identifier: MIT */
/*
 * seedpip: pip in every environment, and setuptools and wheel where they are wanted, from the
 * wheels at hand, or from an index when a version, an index or the newest was asked for.
 */
#include "plugins/seeding/advice.h"
#include "fetch.h"

#include <string.h>
#include <strings.h>

/* Takes what the plan already has out of WANTS; it stays as it is. */
static int32_t drop_planned(const struct host *host, const char *name, const char *version,
	struct want *wants, size_t *count)
{
	for (size_t i = 0; i < *count; i++) {
		bool accepted;
		int32_t rc;

		if (strcasecmp(name, wants[i].wish.name))
			continue;
		rc = seeding_accepts(host, &wants[i].wish, version, &accepted);
		if (rc == VENVB_OK && !accepted)
			rc = seeding_fail(host, "%s %s is planned already, but %s%s was asked for",
				name, version, name, wants[i].wish.specifier);
		memmove(&wants[i], &wants[i + 1], (*count - i - 1) * sizeof(*wants));
		--*count;
		return rc;
	}
	return VENVB_OK;
}

static int32_t drop_all_planned(const struct host *host, struct want *wants, size_t *count)
{
	int32_t rc = VENVB_OK;
	uint64_t package = 0;

	while (rc == VENVB_OK && host->api->package_next(host->run, &package) == VENVB_OK) {
		const char *name = "", *version = "";
		uint64_t len;

		host->api->package_text(host->run, package, VENVB_PACKAGE_NAME, &name, &len);
		host->api->package_text(host->run, package, VENVB_PACKAGE_VERSION, &version, &len);
		rc = drop_planned(host, name, version, wants, count);
	}
	return rc;
}

/* Why there is no wheel for WANT, which no index may be asked for. */
static int32_t refuse(const struct host *host, const struct want *want)
{
	if (strcmp(want->wish.name, "pip"))
		return seeding_fail(host,
			"no wheel of %s at hand: name its version, or an index with the option "
			"'index-url', to have it fetched",
			want->wish.name);
	return seeding_fail(host,
		"Python %s (%s) comes without a wheel of pip: %s, or leave pip out with "
		"--without-pip",
		seeding_python(host), seeding_fact(host, "executable"), seeding_advice(host));
}

/* Finds the wheels at hand. Wants that nobody asked for and nothing can satisfy are dropped. */
static int32_t find_wheels(const struct host *host, struct want *wants, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		struct want *want = &wants[i];
		int32_t rc = VENVB_OK;

		if (seedpip_want_is_local(want))
			rc = seeding_wheel_at_hand(host, &want->wish, &want->wheel);
		if (rc == VENVB_OK && !want->wheel && !want->network) {
			if (want->asked || !strcmp(want->wish.name, "pip"))
				return refuse(host, want);
			seeding_say(host, VENVB_LOG_VERBOSE,
				seeding_text(
					host, "no wheel of %s at hand: left out", want->wish.name));
			continue;
		}
		if (rc != VENVB_OK)
			return rc;
		wants[kept++] = *want;
	}
	*count = kept;
	return VENVB_OK;
}

static int32_t fetch_missing(const struct host *host, struct want *wants, size_t count)
{
	const struct want any_pip = {.wish = {"pip", NULL}};
	const char *list = seedpip_fetch_list(host, wants, count);
	const char *dry_run = seeding_request(host, "dry-run");
	const char *pip;
	int32_t rc;

	if (!*list)
		return VENVB_OK;
	rc = seeding_wheel_at_hand(host, &any_pip.wish, &pip);
	if (rc != VENVB_OK)
		return rc;
	if (!pip)
		return refuse(host, &any_pip);
	if (dry_run && !strcmp(dry_run, "yes")) {
		seeding_say(host, VENVB_LOG_NOTICE,
			seeding_text(host, "would fetch %s, with %s", list, pip));
		return VENVB_OK;
	}
	return seedpip_fetch(host, pip, wants, count);
}

static int32_t add_wheels(const struct host *host, const struct want *wants, size_t count)
{
	int32_t rc = VENVB_OK;

	for (size_t i = 0; i < count && rc == VENVB_OK; i++) {
		uint32_t flags = VENVB_WHEEL_REQUESTED;

		if (!wants[i].wheel)
			continue;
		if (wants[i].wish.specifier || wants[i].newest)
			flags |= VENVB_WHEEL_VERSIONED;
		rc = host->api->wheel_add(host->run, wants[i].wheel, VENVB_NUL, flags);
	}
	return rc;
}

static void warn_of_path(const struct host *host)
{
	const char *target = seeding_request(host, "target");

	if (target && !seeding_is_utf8(target))
		seeding_say(host, VENVB_LOG_WARNING,
			"the path of the environment is not UTF-8: pip cannot install scripts in "
			"it");
}

static int32_t seed(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	struct want wants[SEEDPIP_WANTS];
	const char *wanted = seeding_request(&host, "seed");
	size_t count = 0;
	int32_t rc;

	(void)event;
	if (wanted && !strcmp(wanted, "no"))
		return VENVB_OK;
	rc = seeding_check_wheel_dir(&host);
	if (rc != VENVB_OK)
		return rc;
	rc = seedpip_wants(&host, wants, &count);
	if (rc == VENVB_OK)
		rc = drop_all_planned(&host, wants, &count);
	if (rc == VENVB_OK)
		rc = find_wheels(&host, wants, &count);
	if (rc == VENVB_OK)
		rc = fetch_missing(&host, wants, count);
	if (rc == VENVB_OK)
		rc = add_wheels(&host, wants, count);
	if (rc == VENVB_OK && count)
		warn_of_path(&host);
	return rc;
}

static const struct venvb_option options[] = {
	{.name = "pip",
		.summary = "which pip: a version, a specifier, or no",
		.argument = "VERSION|no|yes",
		.type = VENVB_STRING,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "setuptools",
		.summary = "whether setuptools, and which; below Python 3.12: yes",
		.argument = "VERSION|no|yes",
		.type = VENVB_STRING,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "wheel",
		.summary = "whether wheel, and which",
		.argument = "VERSION|no|yes",
		.type = VENVB_STRING,
		.flags = VENVB_OPTION_PROJECT},
	{.name = "wheel-dir",
		.summary = "a directory of wheels, looked at first",
		.argument = "DIR",
		.type = VENVB_PATH},
	{.name = "index-url",
		.summary = "the package index to fetch from what is not at hand",
		.argument = "URL",
		.type = VENVB_URL},
};

static const struct venvb_hook hooks[] = {
	{"packages", "after", seed, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, VENVB_PLUGIN_PROJECT),
	.name = "seedpip",
	.version = SEEDPIP_VERSION,
	.summary = "pip in every environment, from the wheels that the interpreter brings",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
