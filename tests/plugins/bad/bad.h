/* SPDX-License-Identifier: MIT */
/*
 * A plugin with one fault, for `venvb plugin check` to find: what a fault does not concern is as
 * it should be. BAD_PLUGIN makes a plugin called bad-NAME with one hook, of after dirs.
 */
#ifndef BAD_H
#define BAD_H

#include <venvb/plugin.h>

#define BAD_HEAD(plugin_name)                                                                      \
	VENVB_PLUGIN_HEAD(0), .name = (plugin_name), .version = "1", .summary = "has a fault",     \
			      .licence = "MIT"

#define BAD_PLUGIN(plugin_name, function)                                                          \
	static const struct venvb_hook hooks[] = {                                                 \
		{"dirs", "after", function, VENVB_HOOK_REQUIRED, 0}};                              \
	const struct venvb_plugin venvb_plugin = {                                                 \
		BAD_HEAD(plugin_name), .hooks = VENVB_ARRAY(hooks)}

/* The head of a hook. */
#define HOOK(function)                                                                             \
	static int32_t function(const struct venvb_api *api, struct venvb_run *run,                \
		const struct venvb_event *event)
#define UNUSED ((void)api, (void)run, (void)event)

/* A hook without a fault. */
#define BAD_FINE_HOOK                                                                              \
	HOOK(fine)                                                                                 \
	{                                                                                          \
		(void)event;                                                                       \
		return api->prompt_set(run, "bad", VENVB_NUL);                                     \
	}

#endif
