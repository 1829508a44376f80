/* SPDX-License-Identifier: MIT */
/* Rules for the interpreter: its version, its implementation, and where it is. */
#include "cfg.h"
#include "rule.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_LINKS = 40 };

const char *policy_expect_range(const struct host *host, const char *value)
{
	return policy_is_specifier(host, value) ? NULL : "a range of versions, as '>=3.11,<3.14'";
}

/* "3.12.4": a minor and its patch. */
static bool split(const char *value, unsigned long numbers[static 3])
{
	for (int i = 0; i < 3; i++) {
		char *end;

		if (*value < '0' || *value > '9')
			return false;
		numbers[i] = strtoul(value, &end, 10);
		if (*end != (i < 2 ? '.' : '\0'))
			return false;
		value = end + 1;
	}
	return true;
}

const char *policy_expect_version(const struct host *host, const char *value)
{
	unsigned long numbers[3];

	(void)host;
	return split(value, numbers) ? NULL : "a version of three numbers, as '3.12.4'";
}

static const char *version_of(const struct host *host)
{
	const char *version = policy_fact(host, "version");

	return version ? version : "";
}

/* "Python 3.9.2 (/usr/bin/python3.9)" */
static const char *describe(const struct host *host)
{
	const char *path = policy_fact(host, "executable");

	return policy_text(
		host, "the interpreter is Python %s (%s)", version_of(host), path ? path : "");
}

void policy_judge_python(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (policy_is_within(host, version_of(host), values->items[i]))
			return;
	policy_deny(host, rule, describe(host),
		policy_text(host, "allowed: %s", policy_joined(host, values, " or ")));
}

static unsigned long number(const struct host *host, const char *fact)
{
	const char *value = policy_fact(host, fact);

	return value ? strtoul(value, NULL, 10) : 0;
}

/* A pre-release comes before its version, whatever its number is. */
void policy_judge_minimum(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	unsigned long wanted[3];

	for (size_t i = 0; i < values->count; i++)
		if (split(values->items[i], wanted) && wanted[0] == number(host, "major") &&
			wanted[1] == number(host, "minor") &&
			!policy_is_within(host, version_of(host),
				policy_text(host, ">=%s", values->items[i])))
			policy_deny(host, rule, describe(host),
				policy_text(host, "of Python %lu.%lu at least %s is allowed",
					wanted[0], wanted[1], values->items[i]));
}

void policy_judge_implementations(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	const char *implementation = policy_fact(host, "implementation");

	for (size_t i = 0; i < values->count; i++)
		if (implementation && !strcasecmp(implementation, values->items[i]))
			return;
	policy_deny(host, rule,
		policy_text(
			host, "the interpreter is %s", implementation ? implementation : "unknown"),
		policy_text(host, "allowed: %s", policy_joined(host, values, ", ")));
}

/* Its own name, absolute, with links resolved; "" when there is none. */
static const char *resolve(const struct host *host, const char *path)
{
	char *real = path ? realpath(path, NULL) : NULL;
	const char *kept = policy_text(host, "%s", real ? real : "");

	free(real);
	return kept;
}

static bool is_in(const struct host *host, const char *path, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (policy_is_below(path, policy_directory(host, values->items[i])))
			return true;
	return false;
}

/* What the environment's own name for its interpreter leads to in the end, by way of its
 * neighbours; "" for what leads nowhere or elsewhere in the environment, NULL where there is none.
 */
static const char *led_to(const struct host *host, const char *path)
{
	const char *target = policy_target(host, path);

	if (!policy_kind(host, path))
		return NULL;
	for (int links = 0; links < MOST_LINKS && target && !strchr(target, '/'); links++)
		target = policy_target(host, policy_text(host, "bin/%s", target));
	return target && *target == '/' ? resolve(host, target) : "";
}

/* The line "home" says where the standard library is found. */
static void judge_home(const struct host *host, const struct rule *rule, const char *wanted)
{
	struct cfg_line line = {.at = policy_content(host, "pyvenv.cfg")};
	const char *home = policy_fact(host, "home");
	bool is_there = false;

	while (policy_next_line(host, &line)) {
		if (!policy_contains(line.whole, "home") || (*line.key && !policy_contains(line.key, "home")))
			continue;
		is_there = true;
		if (!home || strcasecmp(line.key, "home") != 0 || strcmp(line.value, home) != 0)
			policy_deny(host, rule,
				policy_text(host, "pyvenv.cfg has '%s', not 'home = %s'",
					line.whole, home ? home : ""),
				wanted);
	}
	if (!is_there)
		policy_deny(host, rule, "pyvenv.cfg does not say where the interpreter is", wanted);
}

/* That the environment runs the one that was judged, and no other that a plugin put there. */
static void judge_links(
	const struct host *host, const struct rule *rule, const char *real, const char *wanted)
{
	const char *minor = policy_text(
		host, "bin/python%lu.%lu", number(host, "major"), number(host, "minor"));
	const char *const names[] = {"bin/python", "bin/python3", minor};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *to = led_to(host, names[i]);

		if (to && strcmp(to, real) != 0)
			policy_deny(host, rule,
				policy_text(host, "'%s' would be '%s', not the interpreter '%s'",
					names[i], *to ? to : "a file of its own", real),
				wanted);
	}
}

void policy_judge_interpreters_in(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	const char *wanted =
		policy_text(host, "allowed: those below %s", policy_joined(host, values, ", "));
	const char *const facts[] = {"executable", "real-executable"};
	const char *real = resolve(host, policy_fact(host, "executable"));

	for (size_t i = 0; i < 2; i++) {
		const char *path = policy_fact(host, facts[i]);

		if (path && !is_in(host, resolve(host, path), values)) {
			policy_deny(host, rule, describe(host), wanted);
			break;
		}
	}
	judge_links(host, rule, real, wanted);
	judge_home(host, rule, wanted);
}
