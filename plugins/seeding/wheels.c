/* SPDX-License-Identifier: MIT */
/* Looking for a wheel. Only pure ones of Python 3 count: what is seeded has no others, and whether
 * a wheel fits the interpreter is the host's to check. */
#include "wheels.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* The next character of a name as it is compared: runs of "-_." are one. */
static int next_letter(const char **name)
{
	size_t run = strspn(*name, "-_.");

	*name += run;
	if (run)
		return '-';
	return **name ? tolower((unsigned char)*(*name)++) : 0;
}

bool seeding_is_same_name(const char *a, const char *b)
{
	int one, other;

	do {
		one = next_letter(&a);
		other = next_letter(&b);
	} while (one && one == other);
	return one == other;
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
	return seeding_text(host, "%.*s", (int)(version_end - version), version);
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

int32_t seeding_accepts(
	const struct host *host, const struct wish *wish, const char *version, bool *ret_accepts)
{
	int32_t within = 1;
	int32_t rc = VENVB_OK;

	if (wish->specifier)
		rc = host->api->version_within(
			host->run, version, VENVB_NUL, wish->specifier, VENVB_NUL, &within);
	if (rc == VENVB_OK)
		*ret_accepts = within;
	return rc;
}

/* A pre-release is worse than any release, unless one was asked for. */
static bool is_better(
	const struct host *host, const struct wish *wish, const char *version, const char *than)
{
	bool welcome = wish->specifier && is_prerelease(wish->specifier);
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
static const char *accept(const struct host *host, const struct wish *wish, const char *file)
{
	const char *version = parse_name(host, file, wish->name);
	bool accepted = false;

	if (!version || !is_version(host, version) ||
		seeding_accepts(host, wish, version, &accepted) != VENVB_OK)
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
static int choose(const struct host *host, const struct wish *wish, DIR *dir, const char **ret_file,
	const char **ret_version)
{
	const char *name;

	while ((name = next_name(dir))) {
		const char *version = accept(host, wish, name);

		if (!version || !is_better(host, wish, version, *ret_version))
			continue;
		*ret_version = version;
		*ret_file = seeding_text(host, "%s", name);
	}
	return errno;
}

int32_t seeding_wheels_newest(const struct host *host, const char *directory,
	const struct wish *wish, const char **ret_path, const char **ret_version)
{
	const char *file = NULL, *version = NULL;
	DIR *dir = opendir(directory);
	int error = errno;

	if (dir) {
		error = choose(host, wish, dir, &file, &version);
		closedir(dir);
	} else if (error == ENOENT || error == ENOTDIR) {
		error = 0;
	}
	if (error)
		return seeding_fail(host, "listing '%s': %s", directory, strerror(error));
	*ret_path = file ? seeding_text(host, "%s/%s", directory, file) : NULL;
	if (ret_version)
		*ret_version = version;
	return VENVB_OK;
}

int32_t seeding_wheel_of(
	const struct host *host, const char *directory, const char *name, const char **ret_path)
{
	const char *file = NULL, *next;
	DIR *dir = opendir(directory);
	int error = errno;

	if (dir) {
		while (!file && (next = next_name(dir))) {
			const char *project =
				seeding_text(host, "%.*s", (int)strcspn(next, "-"), next);

			if (ends_with(next, ".whl") && seeding_is_same_name(project, name))
				file = seeding_text(host, "%s", next);
		}
		error = file ? 0 : errno;
		closedir(dir);
	}
	if (error)
		return seeding_fail(host, "listing '%s': %s", directory, strerror(error));
	*ret_path = file ? seeding_text(host, "%s/%s", directory, file) : NULL;
	return VENVB_OK;
}

int32_t seeding_wheel_at_hand(
	const struct host *host, const struct wish *wish, const char **ret_path)
{
	const char *const places[] = {seeding_option(host, "wheel-dir"),
		seeding_fact(host, "wheel-dir"), seeding_fact(host, "ensurepip-dir")};
	int32_t rc = VENVB_OK;

	*ret_path = NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i] && !*ret_path && rc == VENVB_OK)
			rc = seeding_wheels_newest(host, places[i], wish, ret_path, NULL);
	return rc;
}

int32_t seeding_check_wheel_dir(const struct host *host)
{
	const char *directory = seeding_option(host, "wheel-dir");
	struct stat st;

	if (!directory || (!stat(directory, &st) && S_ISDIR(st.st_mode)))
		return VENVB_OK;
	return seeding_fail(host, "option 'wheel-dir': '%s' is not a directory", directory);
}
