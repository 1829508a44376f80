/* SPDX-License-Identifier: MIT */
/*
 * A rule: an option of this plugin whose values say what is allowed or wanted. Each has a function
 * that looks at one value before anything else happens, so that a mistake in the rules stops the
 * run, and one that judges the closed plan. The table is in policy.c.
 */
#ifndef POLICY_RULE_H
#define POLICY_RULE_H

#include "host.h"

#include <stddef.h>

struct values {
	const char *const *items;
	size_t count;
};

struct rule {
	const char *name; /* of the option */
	/* What was expected instead of VALUE, or NULL when it is fine; NULL: any value is. */
	const char *(*expected)(const struct host *host, const char *value);
	/* Denies as often as there is reason to. NULL: it is not one that judges. */
	void (*judge)(
		const struct host *host, const struct rule *rule, const struct values *values);
};

/* The values of the option NAME; none when it is not set. */
struct values policy_values(const struct host *host, const char *name);
bool policy_is_set(const struct host *host, const char *name);
/* "a, b" or "a or b" of them, with WORD between. */
const char *policy_joined(const struct host *host, const struct values *values, const char *word);
/* Denies with "rule 'NAME': WHAT; WANTED", and whom to ask. */
void policy_deny(
	const struct host *host, const struct rule *rule, const char *what, const char *wanted);

/* interpreters.c: which interpreters. */
const char *policy_expect_range(const struct host *host, const char *value);
const char *policy_expect_version(const struct host *host, const char *value);
void policy_judge_python(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_minimum(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_implementations(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_interpreters_in(
	const struct host *host, const struct rule *rule, const struct values *values);

/* requests.c: options of venvb. */
const char *policy_expect_setting(const struct host *host, const char *value);
const char *policy_expect_forbidden(const struct host *host, const char *value);
void policy_judge_require(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_forbid(
	const struct host *host, const struct rule *rule, const struct values *values);
/* Sets the options that are forced: in `before resolve`. */
int32_t policy_force(const struct host *host, const struct values *values);

/* packages.c: packages in the plan. */
struct requirement {
	const char *name;
	const char *specifier; /* "" for any version */
};
struct requirement policy_requirement(const struct host *host, const char *text);
bool policy_matches(const struct host *host, const struct requirement *wanted, const char *version);
/* For what is forbidden: a version that cannot be compared may be the one. */
bool policy_may_match(
	const struct host *host, const struct requirement *forbidden, const char *version);
const char *policy_expect_requirement(const struct host *host, const char *value);
const char *policy_expect_name(const struct host *host, const char *value);
void policy_judge_packages(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_forbid_packages(
	const struct host *host, const struct rule *rule, const struct values *values);

/* plugins.c: plugins of the run. */
const char *policy_expect_tier(const struct host *host, const char *value);
void policy_judge_plugins_from(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_plugins_required(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_plugins_forbidden(
	const struct host *host, const struct rule *rule, const struct values *values);

/* places.c: where environments are, and what they are called. */
const char *policy_expect_directory(const struct host *host, const char *value);
void policy_judge_places(
	const struct host *host, const struct rule *rule, const struct values *values);
void policy_judge_names(
	const struct host *host, const struct rule *rule, const struct values *values);
/* Whether PATH is below DIRECTORY, component by component. */
bool policy_is_below(const char *path, const char *directory);
/* VALUE with its leading "~" as the user's home directory and its links resolved. */
const char *policy_directory(const struct host *host, const char *value);

/* pip_conf.c: what pip will read. */
const char *policy_expect_pip_setting(const struct host *host, const char *value);
void policy_judge_pip_conf(
	const struct host *host, const struct rule *rule, const struct values *values);

#endif
