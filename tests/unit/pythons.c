/* SPDX-License-Identifier: MIT */
/* Finds interpreters without running any. */
#include "tests/unit/pythons.h"

#include "core/base.h"

#include <glob.h>

#define MOST 32

static const char *found[MOST + 1];
static size_t count;

static void add(const char *path)
{
	if (count < MOST && !access(path, X_OK))
		found[count++] = strdup(path);
}

static void add_listed(const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ":");
		char *path = strndup(list, len);

		add(path);
		free(path);
		list += len + (list[len] == ':');
	}
}

static void add_pattern(const char *root, const char *pattern)
{
	char *whole = NULL;
	glob_t matches;

	if (asprintf(&whole, "%s%s", root, pattern) < 0)
		return;
	if (!glob(whole, 0, NULL, &matches)) {
		for (size_t i = 0; i < matches.gl_pathc; i++)
			add(matches.gl_pathv[i]);
		globfree(&matches);
	}
	free(whole);
}

const char *const *test_pythons(void)
{
	const char *listed = getenv("TEST_PYTHONS"), *pyenv = getenv("PYENV_ROOT");

	if (count)
		return found;
	if (listed) {
		add_listed(listed);
	} else {
		add("/usr/bin/python3");
		if (pyenv)
			add_pattern(pyenv, "/versions/[3p]*/bin/python3");
	}
	if (!count)
		fprintf(stderr, "no Python interpreter found: tests that run one are skipped\n");
	return found;
}
