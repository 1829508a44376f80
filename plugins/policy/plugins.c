/* SPDX-License-Identifier: MIT */
/* Rules for the plugins that take part in a run. */
#include "rule.h"

#include <string.h>

static const char *text(const struct host *host, uint64_t plugin, uint32_t what)
{
	const char *value;

	if (host->api->plugin_text(host->run, plugin, what, &value, NULL) != VENVB_OK)
		return "";
	return value;
}

/* The version of the plugin NAME, or NULL when it takes no part. */
static const char *enabled(const struct host *host, const char *name)
{
	uint64_t plugin = 0;

	while (host->api->plugin_next(host->run, &plugin) == VENVB_OK)
		if (!strcmp(text(host, plugin, VENVB_PLUGIN_TEXT_NAME), name))
			return text(host, plugin, VENVB_PLUGIN_TEXT_VERSION);
	return NULL;
}

void policy_judge_plugins_required(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct requirement wanted = policy_requirement(host, values->items[i]);
		const char *version = enabled(host, wanted.name);

		if (!version)
			policy_deny(host, rule,
				policy_text(host, "the plugin '%s' takes no part", wanted.name),
				policy_text(host, "use --plugin=%s", wanted.name));
		else if (!policy_matches(host, &wanted, version))
			policy_deny(host, rule,
				policy_text(host, "the plugin '%s' is %s", wanted.name, version),
				policy_text(host, "'%s' is required", values->items[i]));
	}
}

void policy_judge_plugins_forbidden(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct requirement forbidden = policy_requirement(host, values->items[i]);
		const char *version = enabled(host, forbidden.name);

		if (version && policy_may_match(host, &forbidden, version))
			policy_deny(host, rule,
				policy_text(host, "the plugin '%s' %s takes part", forbidden.name,
					version),
				policy_text(host, "use --no-plugin=%s", forbidden.name));
	}
}

static const char *const tiers[] = {"policy", "system", "user", "file"};

const char *policy_expect_tier(const struct host *host, const char *value)
{
	(void)host;
	for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++)
		if (!strcmp(value, tiers[i]))
			return NULL;
	return "policy, system, user or file";
}

static bool is_among(const char *tier, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->items[i], tier))
			return true;
	return false;
}

/* Other policies are the administrator's, whatever the rule says. */
void policy_judge_plugins_from(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	uint64_t plugin = 0;

	while (host->api->plugin_next(host->run, &plugin) == VENVB_OK) {
		const char *tier = text(host, plugin, VENVB_PLUGIN_TEXT_TIER);

		if (strcmp(tier, "policy") != 0 && !is_among(tier, values))
			policy_deny(host, rule,
				policy_text(host, "the plugin '%s' is of the tier '%s'",
					text(host, plugin, VENVB_PLUGIN_TEXT_NAME), tier),
				policy_text(
					host, "allowed: %s", policy_joined(host, values, ", ")));
	}
}
