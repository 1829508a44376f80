/* SPDX-License-Identifier: MIT */
/* Rules for the packages that are planned. */
#include "rule.h"

#include <ctype.h>
#include <string.h>

struct requirement policy_requirement(const struct host *host, const char *text)
{
	size_t len = strcspn(text, "<>=!~ ");

	return (struct requirement){
		policy_text(host, "%.*s", (int)len, text), text + len + strspn(text + len, " ")};
}

static bool is_name(const char *name)
{
	return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789-_.")] == '\0';
}

const char *policy_expect_name(const struct host *host, const char *value)
{
	(void)host;
	return is_name(value) ? NULL : "a name";
}

const char *policy_expect_requirement(const struct host *host, const char *value)
{
	struct requirement wanted = policy_requirement(host, value);

	if (!is_name(wanted.name) ||
		(*wanted.specifier && !policy_is_specifier(host, wanted.specifier)))
		return "a name, or a name and a range, as 'pip>=24'";
	return NULL;
}

/* Names of distributions are the same whatever the case and the separators. */
static bool is_same(const char *a, const char *b)
{
	while (*a && *b) {
		bool breaks = strchr("-_.", *a) && strchr("-_.", *b);

		if (!breaks && tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		a += breaks ? strspn(a, "-_.") : 1;
		b += breaks ? strspn(b, "-_.") : 1;
	}
	return *a == *b;
}

/* The version in which NAME is planned, or NULL. */
static const char *planned(const struct host *host, const char *name)
{
	uint64_t package = 0;

	while (host->api->package_next(host->run, &package) == VENVB_OK) {
		const char *found = "", *version = "";

		host->api->package_text(host->run, package, VENVB_PACKAGE_NAME, &found, NULL);
		host->api->package_text(host->run, package, VENVB_PACKAGE_VERSION, &version, NULL);
		if (is_same(found, name))
			return version;
	}
	return NULL;
}

bool policy_matches(const struct host *host, const struct requirement *wanted, const char *version)
{
	return !*wanted->specifier || policy_is_within(host, version, wanted->specifier);
}

bool policy_may_match(
	const struct host *host, const struct requirement *forbidden, const char *version)
{
	return !*forbidden->specifier ||
	       !policy_is_specifier(host, policy_text(host, "==%s", version)) ||
	       policy_is_within(host, version, forbidden->specifier);
}

void policy_judge_packages(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct requirement wanted = policy_requirement(host, values->items[i]);
		const char *version = planned(host, wanted.name);

		if (version && policy_matches(host, &wanted, version))
			continue;
		policy_deny(host, rule,
			version ? policy_text(host, "%s %s is planned", wanted.name, version)
				: policy_text(host, "%s is not planned", wanted.name),
			policy_text(host, "'%s' is required", values->items[i]));
	}
}

void policy_judge_forbid_packages(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct requirement forbidden = policy_requirement(host, values->items[i]);
		const char *version = planned(host, forbidden.name);

		if (version && policy_may_match(host, &forbidden, version))
			policy_deny(host, rule,
				policy_text(host, "%s %s is planned", forbidden.name, version),
				policy_text(host, "'%s' is forbidden", values->items[i]));
	}
}
