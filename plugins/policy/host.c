/* SPDX-License-Identifier: MIT */
/* Texts, values and contents, fetched from the host. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *policy_text(const struct host *host, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len >= 0)
		text = host->api->memory(host->run, (uint64_t)len + 1);
	if (!text)
		return format;
	va_start(arguments, format);
	vsnprintf(text, (size_t)len + 1, format, arguments);
	va_end(arguments);
	return text;
}

int32_t policy_fail(const struct host *host, const char *text)
{
	return host->api->fail(host->run, text, VENVB_NUL);
}

const char *policy_request(const struct host *host, const char *name)
{
	const char *value;
	uint64_t len;

	if (host->api->request(host->run, name, VENVB_NUL, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

const char *policy_fact(const struct host *host, const char *name)
{
	const char *value;
	uint64_t len;

	if (host->api->fact(host->run, name, VENVB_NUL, &value, &len) != VENVB_OK)
		return NULL;
	return len ? value : NULL;
}

static bool find(const struct host *host, const char *path, uint64_t *ret_node)
{
	return host->api->find(host->run, path, VENVB_NUL, ret_node) == VENVB_OK;
}

static const char *look_up(const struct host *host, const char *path, bool is_file)
{
	uint64_t node, kind, len;
	const char *text;

	if (!find(host, path, &node) ||
		host->api->node_number(host->run, node, VENVB_NODE_KIND, &kind) != VENVB_OK ||
		(kind == VENVB_NODE_FILE) != is_file ||
		host->api->node_text(host->run, node, VENVB_NODE_CONTENT, &text, &len) != VENVB_OK)
		return NULL;
	return strlen(text) == len ? text : NULL;
}

const char *policy_target(const struct host *host, const char *path)
{
	return look_up(host, path, false);
}

const char *policy_content(const struct host *host, const char *path)
{
	return look_up(host, path, true);
}

uint64_t policy_kind(const struct host *host, const char *path)
{
	uint64_t node, kind;

	if (!find(host, path, &node) ||
		host->api->node_number(host->run, node, VENVB_NODE_KIND, &kind) != VENVB_OK)
		return 0;
	return kind;
}

bool policy_is_within(const struct host *host, const char *version, const char *specifier)
{
	int32_t within = 0;

	return host->api->version_within(
		       host->run, version, VENVB_NUL, specifier, VENVB_NUL, &within) == VENVB_OK &&
	       within;
}

bool policy_is_specifier(const struct host *host, const char *specifier)
{
	int32_t within;

	return *specifier && host->api->version_within(host->run, "1", VENVB_NUL, specifier,
				     VENVB_NUL, &within) == VENVB_OK;
}

const char *policy_masked(const struct host *host, const char *text)
{
	static const char stars[] = "***";
	size_t room = strlen(text) * sizeof(stars) + 1;
	char *masked = host->api->memory(host->run, room), *to = masked;

	if (!masked)
		return "";
	while (*text) {
		const char *authority = strstr(text, "://");
		size_t before = authority ? (size_t)(authority - text) + 3 : strlen(text), len;

		memcpy(to, text, before);
		to += before;
		text += before;
		for (len = strcspn(text, "/?# \t\n'\""); len && text[len - 1] != '@';)
			len--;
		if (!len)
			continue;
		memcpy(to, stars, sizeof(stars) - 1);
		to += sizeof(stars) - 1;
		text += len - 1;
	}
	*to = '\0';
	return masked;
}
