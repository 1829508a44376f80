/* SPDX-License-Identifier: MIT */
/* Is an object, but no plugin. */
int venvb_plugins;
