/* SPDX-License-Identifier: MIT */
/* Loads plugins that ship. They stay loaded. */
#include "tests/unit/shipped.h"

#include "tests/unit/check.h"

#include <dlfcn.h>

const struct venvb_plugin *shipped_plugin(const char *name)
{
	const struct venvb_plugin *plugin;
	char path[4096];
	void *object;

	snprintf(path, sizeof(path), "%s/%s.so", VB_PLUGINDIR, name);
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(object, "%s", dlerror());
	plugin = dlsym(object, "venvb_plugin");
	ck_assert_ptr_nonnull(plugin);
	return plugin;
}
