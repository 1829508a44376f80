/* SPDX-License-Identifier: MIT */
/*
 * The policies of the machine: files *.json of one directory, {"plugin": NAME, "options": {…}}
 * each, taken in byte order. The directory and the files must belong to root or to the owner of
 * venvb, and be writable by nobody else. Whoever makes environments stops at the first that
 * cannot be read: a policy that is broken is not one that allows everything.
 */
#ifndef VB_POLICY_H
#define VB_POLICY_H

#include "core/config.h"

struct vb_policy {
	const char *file;               /* absolute */
	struct vb_plugin_config plugin; /* that it names, enabled, with its options */
};

/* The absolute paths of the files in DIR, NULL-terminated; none when there is no DIR. */
int vb_policy_list(struct vb_arena *arena, const char *dir, const char *const **ret_files,
	size_t *ret_count, struct vb_err *err);
/* Reads one of them; messages begin with its name. */
int vb_policy_read(struct vb_arena *arena, const char *file, struct vb_policy *ret_policy,
	struct vb_err *err);
/* A plugin has one set of options: that two policies name it is an error that names both. */
int vb_policy_report_twice(
	const struct vb_policy *one, const struct vb_policy *other, struct vb_err *err);

#endif
