/* SPDX-License-Identifier: MIT */
/*
 * What a plugin says of itself, read as a stranger's data: through its size and strides, checked,
 * and copied, so that nothing behind this file looks into a plugin. Pure.
 */
#ifndef VB_DESCRIPTOR_H
#define VB_DESCRIPTOR_H

#include "core/arena.h"
#include "core/err.h"

#include <venvb/plugin.h>

struct vb_descriptor {
	const char *name, *version;
	const char *summary, *licence; /* never NULL */
	uint16_t minor;                /* of the contract, as it was compiled */
	uint32_t flags;                /* VENVB_PLUGIN_… */
	const struct venvb_option *options;
	size_t option_count;
	const struct venvb_hook *hooks; /* their stages and moments may be unknown to us */
	size_t hook_count;
	const char *const *before, *const *after; /* NULL-terminated */
};

/* Whether no plugin may have it: the names of the stages, and what else venvb itself acts as. */
bool vb_descriptor_is_reserved(const char *name);

/*
 * Reads the descriptor at DATA, of which AVAILABLE bytes can be read. FILE is the path of the
 * object, for messages, and NAME what it must be called. What is wrong with it is VB_EPLUGIN.
 */
struct vb_descriptor_source {
	const void *data;
	size_t available;
	const char *file, *name;
};
int vb_descriptor_read(struct vb_arena *arena, const struct vb_descriptor_source *source,
	struct vb_descriptor *ret_descriptor, struct vb_err *err);

#endif
