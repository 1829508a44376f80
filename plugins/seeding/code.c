/* SPDX-License-Identifier: MIT */
#include "code.h"

#include "advice.h"

int32_t seeding_own_wheel(const struct host *host, const struct wish *wish, const char **ret_path)
{
	const char *const places[] = {
		seeding_fact(host, "ensurepip-dir"), seeding_fact(host, "wheel-dir")};
	int32_t rc = VENVB_OK;

	*ret_path = NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i] && !*ret_path && rc == VENVB_OK)
			rc = seeding_wheels_newest(host, places[i], wish, ret_path, NULL);
	return rc;
}

int32_t seeding_given_wheel(const struct host *host, const struct wish *wish, const char **ret_path,
	const char **ret_doubtful)
{
	const char *directory = seeding_option(host, "wheel-dir");
	int32_t rc;

	*ret_path = NULL;
	if (!directory)
		return VENVB_OK;
	rc = seeding_wheels_newest(host, directory, wish, ret_path, NULL);
	if (rc == VENVB_OK && *ret_path &&
		host->api->trusted(host->run, *ret_path, VENVB_NUL) != VENVB_OK) {
		*ret_doubtful = *ret_path;
		*ret_path = NULL;
	}
	return rc;
}

int32_t seeding_pip_wheel(const struct host *host, const char **ret_path)
{
	static const struct wish any_pip = {"pip", NULL};
	const char *doubtful = NULL;
	int32_t rc = seeding_own_wheel(host, &any_pip, ret_path);

	if (rc == VENVB_OK && !*ret_path)
		rc = seeding_given_wheel(host, &any_pip, ret_path, &doubtful);
	if (rc != VENVB_OK || *ret_path)
		return rc;
	if (doubtful)
		return seeding_doubt(host, doubtful);
	return seeding_fail(host, "no wheel of pip at hand to fetch by: %s", seeding_advice(host));
}

int32_t seeding_doubt(const struct host *host, const char *doubtful)
{
	int32_t rc = host->api->trusted(host->run, doubtful, VENVB_NUL);

	if (rc != VENVB_OK) {
		seeding_say(host, VENVB_LOG_NOTICE,
			seeding_text(host, "no code is run out of '%s'", doubtful));
		host->api->trusted(host->run, doubtful, VENVB_NUL);
	}
	return rc == VENVB_OK ? VENVB_FAILED : rc;
}
