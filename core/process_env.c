/* SPDX-License-Identifier: MIT */
/* The environment of a program that is run. */
#include "core/arena.h"
#include "core/process.h"

#include <fnmatch.h>

static bool is_dropped(const char *entry, const char *const *patterns, const char *const *more)
{
	size_t len = strcspn(entry, "=");
	vb_auto_free char *name = strndup(entry, len);

	if (!name)
		vb_oom();
	for (; patterns && *patterns; patterns++) {
		if (!fnmatch(*patterns, name, 0))
			return true;
	}
	for (; more && *more; more++) {
		if (!strncmp(*more, entry, len) && (*more)[len] == '=')
			return true;
	}
	return false;
}

const char *const *vb_process_env(
	struct vb_arena *arena, const char *const *patterns, const char *const *more)
{
	size_t count = 0, room = 1;
	const char **env;

	for (char *const *entry = environ; entry && *entry; entry++)
		room++;
	for (const char *const *entry = more; entry && *entry; entry++)
		room++;
	env = vb_arena_array(arena, room, sizeof(*env));
	for (char *const *entry = environ; entry && *entry; entry++) {
		if (!is_dropped(*entry, patterns, more))
			env[count++] = *entry;
	}
	for (; more && *more; more++)
		env[count++] = *more;
	return env;
}
