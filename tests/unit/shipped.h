/* SPDX-License-Identifier: MIT */
/* Plugins that ship, loaded as the host loads them: several have the same one symbol. */
#ifndef VB_TESTS_SHIPPED_H
#define VB_TESTS_SHIPPED_H

#include <venvb/plugin.h>

const struct venvb_plugin *shipped_plugin(const char *name);

#endif
