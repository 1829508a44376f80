/* SPDX-License-Identifier: MIT */
/* Strings and options, fetched from the host. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

const char *run_text(const struct host *host, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = format_text(host, format, arguments);
	va_end(arguments);
	return text;
}

int32_t run_fail(const struct host *host, const char *format, ...)
{
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = format_text(host, format, arguments);
	va_end(arguments);
	text = run_text(host, "'%s' %s", host->program, text);
	return host->api->fail(host->run, text, VENVB_NUL);
}

const char *run_option(const struct host *host, const char *name, uint32_t index)
{
	const char *value;
	uint64_t len;

	if (host->api->option(host->run, name, VENVB_NUL, index, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

int64_t run_option_number(const struct host *host, const char *name)
{
	const char *value = run_option(host, name, 0);

	return value ? strtoll(value, NULL, 10) : 0;
}
