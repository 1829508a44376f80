/* SPDX-License-Identifier: MIT */
/*
 * Configuration: JSON files and variables in layers, read once, and what the command line adds.
 * design.md, "Configuration". The result is a request filled in, and for each plugin that
 * something was said of: whether it is enabled, and its options as text, unchecked (only the
 * plugin's descriptor knows their types; core/plugin.c checks them).
 */
#ifndef VB_CONFIG_H
#define VB_CONFIG_H

#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"
#include "core/request.h"

struct vb_plugin_value {
	const char *key;
	const char *const *values; /* one, or the elements of a list */
	size_t count;
	bool is_list; /* said as a list (JSON array, repeated key) */
	enum vb_layer layer;
	const char *source; /* "FILE:LINE", "VENVB_…", "command line" */
};

struct vb_plugin_config {
	const char *name; /* or NULL while only a file is known */
	const char *file; /* absolute, of --plugin=PATH; else NULL */
	bool enabled;
	enum vb_layer layer; /* that enabled or disabled it */
	const char *source;
	const struct vb_plugin_value *values;
	size_t value_count;
};

struct vb_config {
	/* In the order of enabling: system configuration, user, project, variables, command line. */
	struct vb_plugin_config *plugins;
	size_t plugin_count;
};

struct vb_config_opts {
	const char *system_file;  /* $sysconfdir/venvb/config.json */
	const char *user_file;    /* or NULL */
	const char *project_file; /* venvb.json in the directory that will hold the environment */
	const char *const *environ; /* NULL when it is not to be read (raised privileges) */
	const char *default_plugins; /* comma list of configure --with-default-plugins */
};

/* Reads all layers below the command line. */
int vb_config_load(struct vb_arena *arena, const struct vb_log *log,
	const struct vb_config_opts *opts, struct vb_request *request, struct vb_config *config,
	struct vb_err *err);

/* --plugin=NAME[,KEY=VALUE]…, with ",," for a comma; a path when it contains a slash (then made
 * absolute by CWD). */
int vb_config_add_plugin(struct vb_config *config, struct vb_arena *arena, const char *text,
	const char *cwd, struct vb_err *err);
/* --no-plugin=NAME */
int vb_config_drop_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	struct vb_err *err);
/* --set NAME=VALUE, --set PLUGIN.KEY=VALUE: the rest taken whole. */
int vb_config_set(struct vb_config *config, struct vb_request *request, struct vb_arena *arena,
	const char *text, struct vb_err *err);

#endif
