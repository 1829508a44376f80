/* SPDX-License-Identifier: MIT */
/*
 * A rule for the environment's pip.conf as it is planned, read as pip reads it: sections, "=" or
 * ":", names without case and with '-' for '_', indented lines go on.
 */
#include "rule.h"

#include <ctype.h>
#include <string.h>

struct setting {
	const char *section, *key, *value;
};

const char *policy_expect_pip_setting(const struct host *host, const char *value)
{
	const char *dot = strchr(value, '.'), *equals = strchr(value, '=');

	(void)host;
	if (!dot || !equals || dot == value || equals < dot + 2)
		return "SECTION.KEY=VALUE, as 'global.index-url=https://pypi.acme.example/simple'";
	return NULL;
}

/* LEN bytes of TEXT without the blanks around them. */
static const char *trim(const struct host *host, const char *text, size_t len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return policy_text(host, "%.*s", (int)len, text);
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

	return (struct setting){trim(host, text, (size_t)(dot - text)),
		trim(host, dot + 1, (size_t)(equals - dot - 1)),
		trim(host, equals + 1, strlen(equals + 1))};
}

/* One line of the file into FOUND, whose section stays; true when it begins a setting. */
static bool read_line(const struct host *host, const char *line, size_t len, struct setting *found)
{
	const char *end = memchr(line, ']', len);
	size_t key = 0;

	if (!len || strchr("#;", *line))
		return false;
	if (isspace((unsigned char)*line)) {
		const char *more = trim(host, line, len);

		if (found->key && *more && !strchr("#;", *more))
			found->value = policy_text(
				host, "%s%s%s", found->value, *found->value ? " " : "", more);
		return false;
	}
	if (*line == '[' && end) {
		found->section = trim(host, line + 1, (size_t)(end - line - 1));
		found->key = NULL;
		return false;
	}
	while (key < len && line[key] != '=' && line[key] != ':')
		key++;
	found->key = trim(host, line, key);
	found->value = key < len ? trim(host, line + key + 1, len - key - 1) : "";
	if (!strncmp(found->key, "--", 2))
		found->key += 2;
	return true;
}

/* The setting from *AT on, which moves behind it. */
static bool next(const struct host *host, const char **at, struct setting *found)
{
	bool has_one = false;

	found->key = NULL;
	while (**at) {
		size_t len = strcspn(*at, "\n");

		if (has_one && len && !isspace((unsigned char)**at) && !strchr("#;", **at))
			return true;
		has_one |= read_line(host, *at, len, found);
		*at += len + ((*at)[len] == '\n');
	}
	return has_one;
}

/* A setting for one command alone outdoes the global one. */
static bool is_about(const struct setting *found, const struct setting *wanted)
{
	return is_same_key(found->key, wanted->key) &&
	       (!strcmp(wanted->section, "global") || !strcmp(found->section, wanted->section));
}

static void judge(const struct host *host, const struct rule *rule, const struct setting *wanted)
{
	const char *at = policy_content(host, "pip.conf");
	const char *must = policy_text(
		host, "%s.%s must be '%s'", wanted->section, wanted->key, wanted->value);
	struct setting found = {.section = ""};
	bool is_there = false;

	while (at && next(host, &at, &found)) {
		if (!is_about(&found, wanted))
			continue;
		is_there |= !strcmp(found.section, wanted->section);
		if (strcmp(found.value, wanted->value) != 0)
			policy_deny(host, rule,
				policy_text(host, "pip.conf has %s.%s = '%s'", found.section,
					found.key, found.value),
				must);
	}
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
