/* SPDX-License-Identifier: MIT */
#include "userinfo.h"

#include <string.h>

/* "${USER}:${PASSWORD}": names, which pip puts values for. */
static bool is_variables(const char *user, size_t len)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	const char *end = user + len;

	for (;;) {
		size_t name;

		if (end - user < 4 || user[0] != '$' || user[1] != '{')
			return false;
		name = strspn(user + 2, letters);
		if (!name || user[2 + name] != '}')
			return false;
		user += name + 3;
		if (user >= end || *user != ':')
			return user == end;
		user++;
	}
}

/* How many bytes of an authority are user, password and '@'. */
static size_t user_length(const char *authority)
{
	size_t len = strcspn(authority, "/?#\\ \t\r\n\"'<>");

	while (len && authority[len - 1] != '@')
		len--;
	return len && is_variables(authority, len - 1) ? 0 : len;
}

const char *seedlock_without_user(const struct host *host, const char *text)
{
	const char *mark = text;
	char *out = NULL;
	size_t used = 0;

	while ((mark = strstr(mark, "://"))) {
		size_t user = user_length(mark += 3);

		if (!user)
			continue;
		if (!out && !(out = host->api->memory(host->run, (uint64_t)strlen(text) + 1)))
			return "";
		memcpy(out + used, text, (size_t)(mark - text));
		used += (size_t)(mark - text);
		text = mark += user;
	}
	if (!out)
		return text;
	memcpy(out + used, text, strlen(text) + 1);
	return out;
}
