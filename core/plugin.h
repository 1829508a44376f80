/* SPDX-License-Identifier: MIT */
/*
 * Plugins of a run: found, trusted, loaded, their options checked, ordered. What they are called
 * for is hooks.h; what they get is the table in host.c.
 */
#ifndef VB_PLUGIN_H
#define VB_PLUGIN_H

#include "core/actor.h"
#include "core/arena.h"
#include "core/config.h"
#include "core/err.h"
#include "core/log.h"

struct vb_host;

struct vb_plugin {
	struct vb_actor actor;                   /* name and tier */
	const char *path;                        /* of the object, absolute, resolved */
	const char *version, *summary, *licence; /* never NULL */
};

struct vb_host_opts {
	const char *plugindir;  /* of the tiers policy and system */
	const char *user_dir;   /* $XDG_DATA_HOME/venvb/plugins, or NULL */
	const char *policy_dir; /* $sysconfdir/venvb/policy.d */
	/* For who only looks: a policy that is broken is left out with a warning. Whoever writes
	 * must not go on without it. */
	bool passes_over_policies;
	bool trust_files;       /* --trust-plugin: accept files that the trust rules refuse */
};

/* Loads what CONFIG enables, and the policies, in order. */
int vb_host_new(struct vb_arena *arena, const struct vb_log *log, const struct vb_config *config,
	const struct vb_host_opts *opts, struct vb_host **ret_host, struct vb_err *err);
/* The end of a run, whatever came of it: removes the plugins' temporary directories. What was
 * loaded stays loaded. */
void vb_host_done(struct vb_host *host);

/* Whether something of PLUGIN, or all of it, was left out as dispensable (config.h). */
bool vb_host_has_left_out(const struct vb_host *host, const char *plugin);

size_t vb_host_count(const struct vb_host *host);
const struct vb_plugin *vb_host_plugin(const struct vb_host *host, size_t index); /* in order */

/* The declared options of a plugin with their effective values, for --help and the receipt:
 * INDEX-th option, false behind the last. A secret's value is "***", and so are
 * user and password in a URL. */
struct vb_plugin_option {
	const char *name, *summary, *argument, *default_value, *choices;
	const char *value; /* NULL: unset; a list joined with ',' */
	const char *const *values; /* its elements */
	size_t value_count;
	enum vb_layer layer;
	const char *source; /* "FILE:LINE", "VENVB_…", "command line"; NULL: built-in */
};
bool vb_host_option(const struct vb_host *host, const struct vb_plugin *plugin, size_t index,
	struct vb_arena *arena, struct vb_plugin_option *ret_option);

#endif
