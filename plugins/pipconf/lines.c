/* SPDX-License-Identifier: MIT */
/*
 * From options to the lines of pip.conf. pip reads it with Python's RawConfigParser: nothing is
 * interpolated, a key may stand once in a section, and only a newline ends a value.
 */
#define _GNU_SOURCE /* vasprintf */
#include "pipconf.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t pipconf_fail(const struct host *host, const char *format, ...)
{
	va_list arguments;
	char *text;
	int32_t code;
	int len;

	va_start(arguments, format);
	len = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (len < 0)
		return VENVB_FAILED;
	code = host->api->fail(host->run, text, (uint64_t)len);
	free(text);
	return code;
}

const char *pipconf_option(const struct host *host, const char *name, uint32_t index)
{
	const char *value;

	if (host->api->option(host->run, name, VENVB_NUL, index, &value, NULL) != VENVB_OK)
		return NULL;
	return value;
}

/* Text in the run's memory, or NULL. */
static char *join(const struct host *host, const char *first, const char *second)
{
	size_t size = strlen(first) + strlen(second) + 1;
	char *text = host->api->memory(host->run, size);

	if (text)
		snprintf(text, size, "%s%s", first, second);
	return text;
}

/* Whether VALUE may name a user, who may be a token: pip takes a proxy without "http://", and a
 * password may hold anything. */
static bool has_user(const char *value)
{
	return strchr(value, '@') != NULL;
}

/* pip decodes the file, and an interpreter of any locale must be able to. */
static bool is_text(const char *value)
{
	const unsigned char *at = (const unsigned char *)value;

	while (*at) {
		unsigned char lead = *at++;
		int follow = lead < 0x20 || lead == 0x7f ? -1
			     : lead < 0x80               ? 0
			     : lead < 0xc2               ? -1
			     : lead < 0xe0               ? 1
			     : lead < 0xf0               ? 2
			     : lead < 0xf5               ? 3
							 : -1;

		if (follow < 0)
			return false;
		for (; follow; follow--)
			if ((*at++ & 0xc0) != 0x80)
				return false;
	}
	return true;
}

static struct line *find(const struct lines *lines, const char *section, const char *key)
{
	for (uint32_t i = 0; i < lines->count; i++)
		if (!strcmp(lines->items[i].section, section) && !strcmp(lines->items[i].key, key))
			return &lines->items[i];
	return NULL;
}

/* Appends a line, with one free place. */
static struct line *append(const struct host *host, struct lines *lines)
{
	if (lines->count == lines->room) {
		uint32_t room = lines->room ? 2 * lines->room : 16;
		struct line *items = host->api->memory(host->run, room * sizeof(*items));

		if (!items)
			return NULL;
		if (lines->count)
			memcpy(items, lines->items, lines->count * sizeof(*items));
		lines->items = items;
		lines->room = room;
	}
	return &lines->items[lines->count++];
}

/* What each option is in the section [global]. */
static const struct setting {
	const char *option, *key;
	bool is_list; /* pip splits it at blanks */
	bool is_file; /* a path that must be absolute, or a URL */
} settings[] = {
	{"index", "index-url", false, false},
	{"extra-index", "extra-index-url", true, false},
	{"trusted-host", "trusted-host", true, false},
	{"cert", "cert", false, false},
	{"proxy", "proxy", false, false},
	{"timeout", "timeout", false, false},
	{"constraints", "constraint", true, true},
	{"require-virtualenv", "require-virtualenv", false, false},
};

static int32_t check(const struct host *host, const struct setting *setting, const char *value)
{
	if (!*value || !is_text(value))
		return pipconf_fail(host,
			"option '%s': what pip.conf can hold is UTF-8 without control characters, "
			"and not empty",
			setting->option);
	if (setting->is_list && value[strcspn(value, " ")])
		return pipconf_fail(host,
			"option '%s': pip would split a value at the blank in it: give several one "
			"by one, and a file a path without blanks",
			setting->option);
	if (setting->is_file && *value != '/' && !strstr(value, "://"))
		return pipconf_fail(host,
			"option '%s': '%s' is not absolute: pip would look for it in the directory "
			"that it is run in",
			setting->option, value);
	return VENVB_OK;
}

/* One more line, or one more value of a list. */
static int32_t add(const struct host *host, struct lines *lines, const struct setting *setting,
	const char *value)
{
	struct line *line = find(lines, "global", setting->key);
	int32_t code = check(host, setting, value);

	if (code < 0)
		return code;
	if (!strcmp(setting->option, "require-virtualenv"))
		value = strcmp(value, "yes") ? "false" : "true";
	lines->is_secret |= has_user(value);
	if (setting->is_list)
		value = join(host, "\n    ", value);
	if (value && line)
		value = join(host, line->value, value);
	if (value && !line)
		line = append(host, lines);
	if (!value || !line)
		return pipconf_fail(host, "no memory for pip.conf");
	*line = (struct line){"global", setting->key, value};
	return VENVB_OK;
}

/* Lower case, and '-' for '_', as pip itself compares keys. */
static bool normalise(char *name)
{
	char *at = name;

	for (; isalnum((unsigned char)*at) || *at == '-' || *at == '_'; at++)
		*at = (char)(*at == '_' ? '-' : tolower((unsigned char)*at));
	return at > name && *name != '-' && !*at;
}

/* "SECTION.KEY=VALUE"; said again, the last one counts. */
static int32_t set(const struct host *host, struct lines *lines, const char *element)
{
	static const struct setting generic = {.option = "set"};
	char *section = join(host, element, "");
	char *key = section ? strchr(section, '.') : NULL;
	char *value = key ? strchr(key, '=') : NULL;
	struct line *line;
	int32_t code;

	if (value) {
		*key++ = '\0';
		*value++ = '\0';
	}
	if (!value || !normalise(section) || !normalise(key))
		return pipconf_fail(host, "option 'set': expected SECTION.KEY=VALUE, as in "
					  "install.no-binary=numpy");
	code = check(host, &generic, value);
	if (code < 0)
		return code;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (!strcmp(section, "global") && !strcmp(key, settings[i].key))
			return pipconf_fail(host,
				"option 'set': '%s.%s' has an option of its own, "
				"'%s'",
				section, key, settings[i].option);
	line = find(lines, section, key);
	if (!line)
		line = append(host, lines);
	if (!line)
		return pipconf_fail(host, "no memory for pip.conf");
	lines->is_secret |= has_user(value);
	*line = (struct line){section, key, value};
	return VENVB_OK;
}

int32_t pipconf_gather(const struct host *host, struct lines *lines)
{
	int32_t code = VENVB_OK;
	const char *value;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		for (uint32_t j = 0; code == VENVB_OK; j++) {
			value = pipconf_option(host, settings[i].option, j);
			if (!value)
				break;
			code = add(host, lines, &settings[i], value);
			if (!settings[i].is_list)
				break;
		}
	for (uint32_t j = 0; code == VENVB_OK && (value = pipconf_option(host, "set", j)); j++)
		code = set(host, lines, value);
	return code;
}
