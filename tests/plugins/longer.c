/* SPDX-License-Identifier: MIT */
/*
 * As if built against a later minor, whose structs are longer, and good for today's host all the
 * same. The header's own declaration is put out of the way, since the symbol has another type.
 */
#define venvb_plugin venvb_plugin_of_today
#include "tests/plugins/marker.h"
#undef venvb_plugin

struct later_hook {
	struct venvb_hook hook;
	const char *condition;
	uint64_t more[3];
};

struct later_plugin {
	struct venvb_plugin_of_today today;
	struct venvb_array conflicts;
	uint64_t more[4];
};

/* The table as this plugin knows it, with a function more. */
struct later_api {
	uint32_t size;
	uint16_t major, minor;
	char members[sizeof(struct venvb_api) - 8];
	int32_t (*vanish)(struct venvb_run *run);
};

static int32_t add(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const struct later_api *later = (const struct later_api *)(const void *)api;

	if (VENVB_HAS(later, vanish))
		return later->vanish(run);
	return add_mark(api, run, "longer", event->stage);
}

static const struct later_hook hooks[] = {
	{{"dirs", "after", add, VENVB_HOOK_REQUIRED, 0}, "always", {1, 2, 3}},
	{{"a-later-stage", "after", add, 0, 0}, "never", {1, 2, 3}},
};

static const char *const names[] = {"someone"};

__attribute__((visibility("default"))) extern const struct later_plugin venvb_plugin;

const struct later_plugin venvb_plugin = {
	.today =
		{
			.magic = VENVB_MAGIC,
			.size = sizeof(struct later_plugin),
			.major = VENVB_MAJOR,
			.minor = VENVB_MINOR + 5,
			.name = "longer",
			.version = "1",
			.summary = "is longer than those of today",
			.hooks = VENVB_ARRAY(hooks),
		},
	.conflicts = VENVB_ARRAY(names),
	.more = {1, 2, 3, 4},
};
