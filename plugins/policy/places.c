/* SPDX-License-Identifier: MIT */
/* Rules for where environments are and what they are called. */
#include "rule.h"

#include <fnmatch.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool policy_is_below(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	while (len && directory[len - 1] == '/')
		len--;
	return *path == '/' && !strncmp(path, directory, len) && path[len] == '/' && path[len + 1];
}

/* HOME is the user's to set; this is not. */
static const char *home(void)
{
	const struct passwd *entry = getpwuid(geteuid());

	return entry && entry->pw_dir && *entry->pw_dir == '/' ? entry->pw_dir : NULL;
}

const char *policy_directory(const struct host *host, const char *value)
{
	const char *dir = value;
	char *real;

	if (*value == '~')
		dir = home() ? policy_text(host, "%s%s", home(), value + 1) : "/nonexistent";
	real = realpath(dir, NULL);
	if (real)
		dir = policy_text(host, "%s", real);
	free(real);
	return dir;
}

const char *policy_expect_directory(const struct host *host, const char *value)
{
	const char *at = value;

	(void)host;
	if (*at == '~' && (!at[1] || at[1] == '/'))
		at += at[1] ? 1 : 0;
	else if (*at != '/')
		return "an absolute path, or '~' or '~/…'";
	for (at = strstr(at, "/."); at; at = strstr(at + 1, "/."))
		if (at[2] == '/' || !at[2] || (at[2] == '.' && (at[3] == '/' || !at[3])))
			return "a path without '.' and '..'";
	return NULL;
}

void policy_judge_places(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	const char *target = policy_request(host, "target");

	for (size_t i = 0; i < values->count; i++)
		if (target && policy_is_below(target, policy_directory(host, values->items[i])))
			return;
	policy_deny(host, rule,
		policy_text(host, "the environment would be in '%s'", target ? target : ""),
		policy_text(host, "allowed: below %s", policy_joined(host, values, ", ")));
}

static bool is_allowed(const char *name, const struct values *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (!fnmatch(values->items[i], name, 0))
			return true;
	return false;
}

/* By what it is on the disk, and by what it was called: a link may lead there. */
void policy_judge_names(
	const struct host *host, const struct rule *rule, const struct values *values)
{
	const char *target = policy_request(host, "target"), *name = policy_request(host, "name");
	const char *slash = target ? strrchr(target, '/') : NULL;
	const char *wanted = policy_text(host, "allowed: %s", policy_joined(host, values, ", "));
	const char *real = slash ? slash + 1 : "";

	if (!is_allowed(real, values))
		policy_deny(host, rule,
			policy_text(host, "the environment would be called '%s'", real), wanted);
	if (name && strcmp(name, real) != 0 && !is_allowed(name, values))
		policy_deny(host, rule,
			policy_text(host, "the environment is called '%s' here", name), wanted);
}
