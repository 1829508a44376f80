/* SPDX-License-Identifier: MIT */
/* Strings, options and facts, fetched from the host. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static const char *format_text(
	const struct host *host, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return format;
	text = host->api->memory(host->run, (uint64_t)len + 1);
	if (!text)
		return format;
	vsnprintf(text, (size_t)len + 1, format, arguments);
	return text;
}

const char *seeding_text(const struct host *host, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = format_text(host, format, arguments);
	va_end(arguments);
	return text;
}

int32_t seeding_fail(const struct host *host, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = format_text(host, format, arguments);
	va_end(arguments);
	return host->api->fail(host->run, text, VENVB_NUL);
}

void seeding_say(const struct host *host, int32_t level, const char *text)
{
	host->api->log(host->run, level, text, VENVB_NUL);
}

const char *seeding_option(const struct host *host, const char *name)
{
	const char *value;
	uint64_t len;

	if (host->api->option(host->run, name, VENVB_NUL, 0, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

const char *seeding_fact(const struct host *host, const char *name)
{
	const char *value;
	uint64_t len;

	if (host->api->fact(host->run, name, VENVB_NUL, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

const char *seeding_request(const struct host *host, const char *name)
{
	const char *value;
	uint64_t len;

	if (host->api->request(host->run, name, VENVB_NUL, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

bool seeding_is_yes(const char *value)
{
	return value && !strcmp(value, "yes");
}

static void parse_version(const char *version, unsigned long *ret_major, unsigned long *ret_minor)
{
	char *end;

	*ret_major = strtoul(version, &end, 10);
	*ret_minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;
}

static const char *python_version(const struct host *host)
{
	const char *version = seeding_fact(host, "version");

	return version ? version : "3";
}

bool seeding_python_before(const struct host *host, unsigned long major, unsigned long minor)
{
	unsigned long its_major, its_minor;

	parse_version(python_version(host), &its_major, &its_minor);
	return its_major < major || (its_major == major && its_minor < minor);
}

const char *seeding_python(const struct host *host)
{
	unsigned long major, minor;

	parse_version(python_version(host), &major, &minor);
	return seeding_text(host, "%lu.%lu", major, minor);
}

bool seeding_is_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		unsigned char lead = *at++;
		int follow = lead < 0x80   ? 0
			     : lead < 0xc2 ? -1
			     : lead < 0xe0 ? 1
			     : lead < 0xf0 ? 2
			     : lead < 0xf5 ? 3
					   : -1;

		if (follow < 0)
			return false;
		for (; follow; follow--)
			if ((*at++ & 0xc0) != 0x80)
				return false;
	}
	return true;
}
