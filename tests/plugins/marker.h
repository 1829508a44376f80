/* SPDX-License-Identifier: MIT */
/* A small good plugin, of which the others differ in one thing: MARK is its file in etc. */
#ifndef VB_TESTS_MARKER_H
#define VB_TESTS_MARKER_H

#include <venvb/plugin.h>

#include <string.h>

/* Adds etc/NAME with the value of the option "text" in it. */
static inline int32_t add_mark(
	const struct venvb_api *api, struct venvb_run *run, const char *name, const char *text)
{
	char path[64] = "etc/";

	strncat(path, name, sizeof(path) - strlen(path) - 1);
	return api->file_add(run, path, VENVB_NUL, text, VENVB_NUL, 0);
}

#endif
