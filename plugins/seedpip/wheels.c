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

/* By the letters that PEP 440 has for it, in any spelling: none of "post", "rev" and "r" has one of
 * these. Behind '+' everything is allowed. TEXT may be a specifier, too. */
static bool is_prerelease(const char *text)
{
	bool local = false;

	for (; *text; text++) {
		if (*text == '+' || *text == ',')
			local = *text == '+';
		else if (!local && (strchr("abcdABCD", *text) || !strncasecmp(text, "pre", 3)))
			return true;
	}
	return false;
}

static bool is_version(const struct host *host, const char *text)
{
	int32_t order;

	return host->api->version_compare(host->run, text, VENVB_NUL, "0", VENVB_NUL, &order) ==
	       VENVB_OK;
}

/* A pre-release is worse than any release, unless one was asked for. */
static bool is_better(
	const struct host *host, const struct want *want, const char *version, const char *than)
{
	bool welcome = want->specifier && is_prerelease(want->specifier);
	int32_t order = 0;

	if (!than)
		return true;
	if (!welcome && is_prerelease(version) != is_prerelease(than))
		return is_prerelease(than);
	return host->api->version_compare(host->run, version, VENVB_NUL, than, VENVB_NUL, &order) ==
		       VENVB_OK &&
	       order > 0;
}

/* The version of a wheel that will do, or NULL. What was not named by a packager is passed by. */
static const char *accept(const struct host *host, const struct want *want, const char *file)
{
	const char *version = parse_name(host, file, want->name);
	bool accepted = false;

	if (!version || !is_version(host, version) ||
		seedpip_want_accepts(host, want, version, &accepted) != VENVB_OK)
		return NULL;
	return accepted ? version : NULL;
}

/* NULL at the end, and with an errno when the directory cannot be read. */
static const char *next_name(DIR *dir)
{
	const struct dirent *entry;

	errno = 0;
	entry = readdir(dir);
	return entry ? entry->d_name : NULL;
}

/* The best of an open directory; an errno when it cannot be read. */
static int choose(const struct host *host, const struct want *want, DIR *dir, const char **ret_file,
	const char **ret_version)
{
	const char *name;

	while ((name = next_name(dir))) {
		const char *version = accept(host, want, name);

		if (!version || !is_better(host, want, version, *ret_version))
			continue;
		*ret_version = version;
		*ret_file = seedpip_text(host, "%s", name);
	}
	return errno;
}

int32_t seedpip_wheels_newest(const struct host *host, const char *directory,
	const struct want *want, const char **ret_path, const char **ret_version)
{
	const char *file = NULL, *version = NULL;
	DIR *dir = opendir(directory);
	int error = errno;

	if (dir) {
		error = choose(host, want, dir, &file, &version);
		closedir(dir);
	} else if (error == ENOENT || error == ENOTDIR) {
		error = 0;
	}
	if (error)
		return seedpip_fail(host, "listing '%s': %s", directory, strerror(error));
	*ret_path = file ? seedpip_text(host, "%s/%s", directory, file) : NULL;
	if (ret_version)
		*ret_version = version;
	return VENVB_OK;
}
