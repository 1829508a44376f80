/* SPDX-License-Identifier: MIT */
/* From options to wants. The values of "pip", "setuptools" and "wheel" are yes, no, a version or
 * a specifier. */
#include "want.h"

#include <string.h>

static const char operators[] = "<>=!~";

static const char *specifier_of(const struct host *host, const char *value)
{
	if (!value || !strcmp(value, "yes"))
		return NULL;
	return strchr(operators, value[0]) ? value : seedpip_text(host, "==%s", value);
}

/* What `python -m venv` installs with this interpreter. */
static bool is_default(const struct host *host, const char *name)
{
	if (!strcmp(name, "pip"))
		return true;
	return !strcmp(name, "setuptools") && seedpip_python_before(host, 3, 12);
}

int32_t seedpip_want_accepts(
	const struct host *host, const struct want *want, const char *version, bool *ret_accepts)
{
	int32_t within = 1;
	int32_t rc = VENVB_OK;

	if (want->specifier)
		rc = host->api->version_within(
			host->run, version, VENVB_NUL, want->specifier, VENVB_NUL, &within);
	if (rc == VENVB_OK)
		*ret_accepts = within;
	return rc;
}

/* Before anything is made of it: a project's file may have said it, and pip will read it. */
static int32_t check_specifier(const struct host *host, const struct want *want, const char *value)
{
	bool accepted;

	if (seedpip_want_accepts(host, want, "0", &accepted) == VENVB_OK)
		return VENVB_OK;
	return seedpip_fail(host, "option '%s': '%s' is not a version, a specifier, yes or no",
		want->name, value);
}

int32_t seedpip_wants(const struct host *host, struct want *wants, size_t *ret_count)
{
	static const char *const names[SEEDPIP_WANTS] = {"pip", "setuptools", "wheel"};
	const char *seed = seedpip_request(host, "seed");
	bool newest = seed && !strcmp(seed, "newest");
	bool index = seedpip_option(host, "index-url");
	size_t count = 0;

	for (size_t i = 0; i < SEEDPIP_WANTS; i++) {
		const char *value = seedpip_option(host, names[i]);
		struct want *want = &wants[count];

		if (value ? !strcmp(value, "no") : !is_default(host, names[i]))
			continue;
		*want = (struct want){.name = names[i], .asked = value, .newest = newest};
		want->specifier = specifier_of(host, value);
		want->network = newest || index || want->specifier;
		if (check_specifier(host, want, value) != VENVB_OK)
			return VENVB_FAILED;
		count++;
	}
	*ret_count = count;
	return VENVB_OK;
}

bool seedpip_want_is_local(const struct want *want)
{
	return !want->newest || (want->specifier && !strncmp(want->specifier, "==", 2));
}
