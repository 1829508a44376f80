/* SPDX-License-Identifier: MIT */
/*
 * policy: what environments must be like on this machine, from the rules in a file of policy.d.
 * Here: the table of rules, their options, the two hooks.
 */
#include "rule.h"

static const struct rule rules[] = {
	{"python", policy_expect_range, policy_judge_python},
	{"minimum", policy_expect_version, policy_judge_minimum},
	{"implementations", policy_expect_name, policy_judge_implementations},
	{"interpreters-in", policy_expect_directory, policy_judge_interpreters_in},
	{"force", policy_expect_setting, policy_judge_require},
	{"require", policy_expect_setting, policy_judge_require},
	{"forbid", policy_expect_forbidden, policy_judge_forbid},
	{"packages", policy_expect_requirement, policy_judge_packages},
	{"packages-forbidden", policy_expect_requirement, policy_judge_forbid_packages},
	{"plugins-from", policy_expect_tier, policy_judge_plugins_from},
	{"plugins-required", policy_expect_requirement, policy_judge_plugins_required},
	{"plugins-forbidden", policy_expect_requirement, policy_judge_plugins_forbidden},
	{"places", policy_expect_directory, policy_judge_places},
	{"names", NULL, policy_judge_names},
	{"pip-conf", policy_expect_pip_setting, policy_judge_pip_conf},
};
enum { RULES = sizeof(rules) / sizeof(rules[0]) };

#define RULE(rule_name, what, value)                                                               \
	{                                                                                          \
		.name = (rule_name), .summary = (what), .argument = (value), .type = VENVB_LIST    \
	}
static const struct venvb_option options[] = {
	RULE("python", "ranges of versions, one of which the interpreter must be in", "RANGE"),
	RULE("minimum", "the oldest patch of a minor version that is allowed", "X.Y.Z"),
	RULE("implementations", "allowed implementations", "NAME"),
	RULE("interpreters-in", "directories below which interpreters are allowed", "DIR"),
	RULE("force", "options of venvb that are set, whatever is asked for", "NAME=VALUE"),
	RULE("require", "options of venvb that must have this value", "NAME=VALUE"),
	RULE("forbid", "options of venvb that must not be on, or have this value", "NAME[=VALUE]"),
	RULE("packages", "packages that must be in the environment", "NAME[RANGE]"),
	RULE("packages-forbidden", "packages that must not be in it", "NAME[RANGE]"),
	RULE("plugins-from", "tiers that plugins may be of", "system|user|file"),
	RULE("plugins-required", "plugins that must take part", "NAME[RANGE]"),
	RULE("plugins-forbidden", "plugins that must not", "NAME[RANGE]"),
	RULE("places", "directories below which environments are allowed; ~ is home", "DIR"),
	RULE("names", "patterns, one of which an environment's name must match", "GLOB"),
	RULE("pip-conf", "what the environment's pip.conf must say", "SECTION.KEY=VALUE"),
	{.name = "contact", .summary = "whom to ask, at the end of each denial", .argument = "WHO"},
};

static int32_t check_values(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; rule->expected && i < values->count; i++) {
		const char *expected = rule->expected(host, values->items[i]);

		if (expected)
			return policy_fail(host,
				policy_masked(host,
					policy_text(host, "the rule '%s' has '%s': expected %s",
						rule->name, values->items[i], expected)));
	}
	return VENVB_OK;
}

/* Before anything is done: a mistake in the rules is not one that allows everything. */
static int32_t prepare(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};
	struct values forced = policy_values(&host, "force");
	int32_t rc = VENVB_OK;

	(void)event;
	for (size_t i = 0; rc == VENVB_OK && i < RULES; i++) {
		struct values values = policy_values(&host, rules[i].name);

		rc = check_values(&host, &rules[i], &values);
	}
	return rc == VENVB_OK ? policy_force(&host, &forced) : rc;
}

static int32_t judge(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct host host = {api, run};

	(void)event;
	for (size_t i = 0; i < RULES; i++) {
		struct values values = policy_values(&host, rules[i].name);

		if (!values.count && policy_is_set(&host, rules[i].name))
			return policy_fail(&host, "the rules do not fit into memory");
		if (values.count)
			rules[i].judge(&host, &rules[i], &values);
	}
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {
	{"resolve", "before", prepare, VENVB_HOOK_REQUIRED, 0},
	{"check", "check", judge, VENVB_HOOK_REQUIRED, 0},
};

const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "policy",
	.version = PLUGIN_VERSION,
	.summary = "what environments must be like on this machine",
	.licence = "MIT",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};
