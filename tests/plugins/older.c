/* SPDX-License-Identifier: MIT */
/*
 * As if built against an earlier minor: its struct ends where that of today goes on with the names
 * of plugins.
 */
#define venvb_plugin venvb_plugin_of_today
#include <venvb/plugin.h>
#undef venvb_plugin

#include <stddef.h>

static int32_t add(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	return api->file_add(run, "etc/older", VENVB_NUL, "", 0, 0);
}

static const struct venvb_hook hooks[] = {{"dirs", "after", add, VENVB_HOOK_REQUIRED, 0}};

/* What follows it in memory is not the host's to read. */
struct older {
	uint32_t magic, size;
	uint16_t major, minor, needs_minor, reserved;
	uint32_t flags, reserved2;
	const char *name, *version, *summary, *licence;
	struct venvb_array options, hooks;
};
_Static_assert(sizeof(struct older) == offsetof(struct venvb_plugin_of_today, before),
	"another beginning");

__attribute__((visibility("default"))) extern const struct older venvb_plugin;

const struct older venvb_plugin = {
	.magic = VENVB_MAGIC,
	.size = sizeof(struct older),
	.major = VENVB_MAJOR,
	.name = "older",
	.version = "1",
	.summary = "is older than those of today",
	.hooks = VENVB_ARRAY(hooks),
};
