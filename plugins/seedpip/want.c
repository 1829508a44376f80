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
	return strchr(operators, value[0]) ? value : seeding_text(host, "==%s", value);
}

/* What `python -m venv` installs with this interpreter. */
static bool is_default(const struct host *host, const char *name)
{
	if (!strcmp(name, "pip"))
		return true;
	return !strcmp(name, "setuptools") && seeding_python_before(host, 3, 12);
}

/* Before anything is made of it: a project's file may have said it, and pip will read it. */
static int32_t check_specifier(const struct host *host, const struct want *want, const char *value)
{
	bool accepted;

	if (seeding_accepts(host, &want->wish, "0", &accepted) == VENVB_OK)
		return VENVB_OK;
	return seeding_fail(host, "option '%s': '%s' is not a version, a specifier, yes or no",
		want->wish.name, value);
}

int32_t seedpip_wants(const struct host *host, struct want *wants, size_t *ret_count)
{
	static const char *const names[SEEDPIP_WANTS] = {"pip", "setuptools", "wheel"};
	const char *seed = seeding_request(host, "seed");
	bool newest = seed && !strcmp(seed, "newest");
	bool index = seeding_option(host, "index-url");
	size_t count = 0;

	for (size_t i = 0; i < SEEDPIP_WANTS; i++) {
		const char *value = seeding_option(host, names[i]);
		struct want *want = &wants[count];

		if (value ? !strcmp(value, "no") : !is_default(host, names[i]))
			continue;
		*want = (struct want){.wish.name = names[i], .asked = value, .newest = newest};
		want->wish.specifier = specifier_of(host, value);
		want->network = newest || index || want->wish.specifier;
		if (check_specifier(host, want, value) != VENVB_OK)
			return VENVB_FAILED;
		count++;
	}
	*ret_count = count;
	return VENVB_OK;
}

bool seedpip_want_is_local(const struct want *want)
{
	return !want->newest || (want->wish.specifier && !strncmp(want->wish.specifier, "==", 2));
}
