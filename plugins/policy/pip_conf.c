/* SPDX-License-Identifier: MIT */
/*
 * A rule for the environment's pip.conf as it is planned, read as pip reads it: sections, "=" or
 * ":", names without case and with '-' for '_', indented lines go on. What pips could read in
 * different ways is not allowed at all.
 */
#include "cfg.h"
#include "rule.h"

#include <ctype.h>
#include <string.h>

struct setting {
	const char *section, *key, *value;
};

enum reading { NOTHING, SETTING, ODD };

const char *policy_expect_pip_setting(const struct host *host, const char *value)
{
	const char *dot = strchr(value, '.'), *equals = strchr(value, '=');

	(void)host;
	if (!dot || !equals || dot == value || equals < dot + 2)
		return "SECTION.KEY=VALUE, as 'global.index-url=https://pypi.acme.example/simple'";
	return NULL;
}

static bool is_same_key(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char one = (char)(*a == '_' ? '-' : tolower((unsigned char)*a));
		char other = (char)(*b == '_' ? '-' : tolower((unsigned char)*b));

		if (one != other)
			return false;
	}
	return *a == *b;
}

static struct setting split(const struct host *host, const char *text)
{
	const char *dot = strchr(text, '.'), *equals = strchr(text, '=');

	return (struct setting){policy_trim(host, text, (size_t)(dot - text)),
		policy_trim(host, dot + 1, (size_t)(equals - dot - 1)),
		policy_trim(host, equals + 1, strlen(equals + 1))};
}

/* "[SECTION]" and nothing more: of a second bracket pips of different age make different sections.
 */
static bool is_header(const char *line, size_t len)
{
	const char *end = memchr(line, ']', len);

	return end && end > line + 1 && end + 1 == line + len;
}

/* A line that goes on, of a setting that has begun. */
static enum reading go_on(
	const struct host *host, const char *line, size_t len, struct setting *found)
{
	const char *more = policy_trim(host, line, len);

	if (!*more || strchr("#;", *more))
		return NOTHING;
	if (!found->key)
		return ODD;
	found->value = policy_text(host, "%s%s%s", found->value, *found->value ? " " : "", more);
	return NOTHING;
}

/* One line of the file into FOUND, whose section stays. */
static enum reading read_line(
	const struct host *host, const char *line, size_t len, struct setting *found)
{
	size_t key = 0;

	if (!len || strchr("#;", *line))
		return NOTHING;
	if (isspace((unsigned char)*line))
		return go_on(host, line, len, found);
	if (*line == '[') {
		if (!is_header(line, len))
			return ODD;
		found->section = policy_text(host, "%.*s", (int)strcspn(line + 1, "]"), line + 1);
		found->key = NULL;
		return NOTHING;
	}
	while (key < len && line[key] != '=' && line[key] != ':')
		key++;
	if (key == len || !*found->section)
		return ODD;
	found->key = policy_trim(host, line, key);
	found->value = policy_trim(host, line + key + 1, len - key - 1);
	if (!strncmp(found->key, "--", 2))
		found->key += 2;
	return SETTING;
}

/* The setting from *AT on, which moves behind it; ODD for a file that can be read in two ways. */
static enum reading next(const struct host *host, const char **at, struct setting *found)
{
	enum reading reading = NOTHING;

	found->key = NULL;
	while (**at && reading != ODD) {
		size_t len = strcspn(*at, "\n");
		enum reading line;

		if (reading == SETTING && len && !isspace((unsigned char)**at) &&
			!strchr("#;", **at))
			return SETTING;
		line = memchr(*at, '\r', len) ? ODD : read_line(host, *at, len, found);
		reading = line == NOTHING ? reading : line;
		*at += len + ((*at)[len] == '\n');
	}
	return reading;
}

/* A setting for one command alone outdoes the global one. */
static bool is_about(const struct setting *found, const struct setting *wanted)
{
	return is_same_key(found->key, wanted->key) &&
	       (!strcmp(wanted->section, "global") || !strcmp(found->section, "DEFAULT") ||
		       !strcmp(found->section, wanted->section));
}

static void judge(const struct host *host, const struct rule *rule, const struct setting *wanted)
{
	const char *at = policy_content(host, "pip.conf");
	const char *must = policy_text(
		host, "%s.%s must be '%s'", wanted->section, wanted->key, wanted->value);
	struct setting found = {.section = ""};
	enum reading reading = NOTHING;
	bool is_there = false;

	while (at && (reading = next(host, &at, &found)) == SETTING) {
		if (!is_about(&found, wanted))
			continue;
		is_there |= !strcmp(found.section, wanted->section);
		if (strcmp(found.value, wanted->value) != 0)
			policy_deny(host, rule,
				policy_text(host, "pip.conf has %s.%s = '%s'", found.section,
					found.key, found.value),
				must);
	}
	if (reading == ODD)
		policy_deny(host, rule,
			"pip.conf has a line that is not plain: a comment, [SECTION] or NAME=VALUE",
			must);
	if (!is_there)
		policy_deny(host, rule,
			policy_text(host, "pip.conf has no %s.%s", wanted->section, wanted->key),
			must);
}

void policy_judge_pip_conf(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		const struct setting wanted = split(host, values->items[i]);

		judge(host, rule, &wanted);
	}
}
