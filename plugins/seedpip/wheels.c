/* SPDX-License-Identifier: MIT */
/* Looking for a wheel. Only pure ones of Python 3 count: what is seeded has no others, and whether
 * a wheel fits the interpreter is the host's to check. */
#include "wheels.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* "py3" in "py2.py3-none-any": from the last but two component on. */
static bool is_for_python3(const char *tags)
{
	const char *found = strstr(tags, "py3");

	return found && (found == tags || found[-1] == '.') && strchr(".-", found[3]);
}

/* The version in "pip-24.2-py3-none-any.whl", or NULL when the file is no such wheel of NAME. */
static const char *parse_name(const struct host *host, const char *file, const char *name)
{
	size_t name_len = strlen(name);
	const char *version = file + name_len + 1;
	const char *version_end, *tags;

	if (strncasecmp(file, name, name_len) || file[name_len] != '-' ||
		!ends_with(file, "-none-any.whl"))
		return NULL;
	version_end = strchr(version, '-');
	if (version_end == version)
		return NULL;
	tags = file + strlen(file) - strlen("-none-any.whl");
	while (tags > version_end && tags[-1] != '-')
		tags--;
	if (tags <= version_end || !is_for_python3(tags))
		return NULL;
	return seedpip_text(host, "%.*s", (int)(version_end - version), version);
}

static bool is_newer(const struct host *host, const char *version, const char *than)
{
	int32_t order;

	if (!than)
		return true;
	return host->api->version_compare(host->run, version, VENVB_NUL, than, VENVB_NUL, &order) ==
		       VENVB_OK &&
	       order > 0;
}

int32_t seedpip_wheels_newest(const struct host *host, const char *directory,
	const struct want *want, const char **ret_path, const char **ret_version)
{
	const char *best = NULL, *file = NULL;
	DIR *dir = opendir(directory);
	int32_t rc = VENVB_OK;
	struct dirent *entry;

	if (!dir && errno != ENOENT && errno != ENOTDIR)
		return seedpip_fail(host, "listing '%s': %s", directory, strerror(errno));
	while (dir && rc == VENVB_OK && (entry = readdir(dir))) {
		const char *version = parse_name(host, entry->d_name, want->name);
		bool accepted = false;

		if (!version)
			continue;
		rc = seedpip_want_accepts(host, want, version, &accepted);
		if (rc != VENVB_OK || !accepted || !is_newer(host, version, best))
			continue;
		best = version;
		file = seedpip_text(host, "%s/%s", directory, entry->d_name);
	}
	if (dir)
		closedir(dir);
	*ret_path = file;
	if (ret_version)
		*ret_version = best;
	return rc;
}
