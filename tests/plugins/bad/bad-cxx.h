/* SPDX-License-Identifier: MIT */
/* What bad.h is for C: a plugin in C++ with one fault. */
#ifndef BAD_CXX_H
#define BAD_CXX_H

#include <venvb/plugin.h>

#define BAD_PLUGIN(plugin_name, function)                                                          \
	static const venvb_hook hooks[] = {{"dirs", "after", function, VENVB_HOOK_REQUIRED, 0}};   \
	const struct venvb_plugin venvb_plugin = {VENVB_PLUGIN_HEAD(0), plugin_name, "1",          \
		"has a fault", "MIT", {nullptr, 0, 0}, VENVB_ARRAY(hooks), {nullptr, 0, 0},        \
		{nullptr, 0, 0}};

#define HOOK(function)                                                                             \
	static int32_t function(const venvb_api *api, venvb_run *run, const venvb_event *event)
#define UNUSED ((void)api, (void)run, (void)event)

#endif
