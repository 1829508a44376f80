/* SPDX-License-Identifier: MIT */
/* pip download: no HTTP here, and the user's credentials, proxies and certificates hold. */
#include "fetch.h"

#include "plugins/seeding/pip.h"

#include <string.h>

static const char *requirement(const struct host *host, const struct want *want)
{
	const char *specifier = want->wish.specifier;

	return seeding_text(host, "%s%s", want->wish.name, specifier ? specifier : "");
}

const char *seedpip_fetch_list(const struct host *host, const struct want *wants, size_t count)
{
	const char *list = "";

	for (size_t i = 0; i < count; i++)
		if (!wants[i].wheel)
			list = seeding_text(host, "%s%s%s", list, *list ? " " : "",
				requirement(host, &wants[i]));
	return list;
}

static int32_t prepare(const struct host *host, const char *pip_wheel, const char *destination,
	uint64_t *ret_program)
{
	const char *directory = seeding_option(host, "wheel-dir");
	const char *const arguments[] = {"download", "--no-deps", "--only-binary=:all:", "--dest",
		destination, directory ? "--find-links" : NULL, directory, NULL};
	int32_t rc = seeding_pip_new(host, pip_wheel, ret_program);

	return rc == VENVB_OK ? seeding_arguments(host, *ret_program, arguments) : rc;
}

static int32_t collect(
	const struct host *host, const char *destination, struct want *wants, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int32_t rc;

		if (wants[i].wheel)
			continue;
		rc = seeding_wheels_newest(
			host, destination, &wants[i].wish, &wants[i].wheel, NULL);
		if (rc != VENVB_OK)
			return rc;
		if (!wants[i].wheel)
			return seeding_fail(host, "fetching %s: pip left no wheel of it in '%s'",
				requirement(host, &wants[i]), destination);
	}
	return VENVB_OK;
}

int32_t seedpip_fetch(
	const struct host *host, const char *pip_wheel, struct want *wants, size_t count)
{
	const char *list = seedpip_fetch_list(host, wants, count);
	const char *destination;
	int32_t status, rc;
	uint64_t program = 0, len;

	rc = host->api->scratch(host->run, &destination, &len);
	if (rc == VENVB_OK)
		rc = prepare(host, pip_wheel, destination, &program);
	for (size_t i = 0; i < count && rc == VENVB_OK; i++)
		if (!wants[i].wheel)
			rc = host->api->program_argument(
				host->run, program, requirement(host, &wants[i]), VENVB_NUL);
	if (rc != VENVB_OK)
		return rc;
	seeding_say(host, VENVB_LOG_NOTICE, seeding_text(host, "fetching %s", list));
	rc = host->api->program_run(host->run, program, &status);
	if (rc != VENVB_OK)
		return rc;
	return status ? seeding_pip_explain(host, program, status, list)
		      : collect(host, destination, wants, count);
}
