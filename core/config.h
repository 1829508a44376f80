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
	const char *base;   /* absolute: the directory that relative paths are relative to */
	bool is_dispensable; /* left out, with a notice, where it is closed to its layer */
};

struct vb_plugin_config {
	const char *name; /* or NULL while only a file is known */
	const char *file; /* absolute, of --plugin=PATH; else NULL */
	bool enabled;
	enum vb_layer layer; /* that enabled or disabled it */
	const char *source;
	bool is_dispensable; /* likewise the plugin */
	const struct vb_plugin_value *values;
	size_t value_count;
};

/* A value that the system's file locks. */
struct vb_config_lock {
	const char *plugin, *key; /* "enable": whether it is enabled */
	const char *source;       /* "FILE:LINE" */
	const struct vb_plugin_value *said; /* what higher layers say, to be held against it */
	size_t said_count;
};

struct vb_config {
	/* In the order of enabling: system configuration, user, project, variables, command line.
	 */
	struct vb_plugin_config *plugins;
	size_t plugin_count;
	/* For every plugin of the run that declares an option of that name, and else for nobody:
	 * how a switch such as --no-setuptools reaches whoever seeds. */
	const struct vb_plugin_value *common;
	size_t common_count;
	struct vb_config_lock *locks; /* of plugins; those of the core's options are in the request */
	size_t lock_count;
	const char *plugins_lock; /* "FILE:LINE" that locks which plugins are enabled, or NULL */
};

/* What locks KEY of a plugin, or NULL. */
const struct vb_config_lock *vb_config_find_lock(
	const struct vb_config *config, const char *plugin, const char *key);

struct vb_config_opts {
	const char *system_file;    /* $sysconfdir/venvb/config.json */
	const char *user_file;      /* or NULL */
	bool user_file_is_named;    /* by --config or VENVB_CONFIG: then it must be there */
	const char *project_file;   /* venvb.json in the directory that will hold the environment */
	const char *const *environ; /* NULL when it is not to be read (raised privileges) */
	const char *default_plugins; /* comma list of configure --with-default-plugins */
	const char *cwd;             /* absolute */
};

/*
 * Reads all layers below the command line into a REQUEST and a CONFIG that are zeroed. Mistakes
 * are VB_EUSAGE; a variable that nothing is known of is a warning.
 */
int vb_config_load(struct vb_arena *arena, const struct vb_log *log,
	const struct vb_config_opts *opts, struct vb_request *request, struct vb_config *config,
	struct vb_err *err);

/* --plugin=NAME[,KEY=VALUE]…, with ",," for a comma; a path when it contains a slash (then made
 * absolute by CWD). */
int vb_config_add_plugin(struct vb_config *config, struct vb_arena *arena, const char *text,
	const char *cwd, struct vb_err *err);
/* --no-plugin=NAME */
int vb_config_drop_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	const char *cwd, struct vb_err *err);
/* --set NAME=VALUE, --set PLUGIN.KEY=VALUE: the rest taken whole. */
struct vb_config_target {
	struct vb_config *config;
	struct vb_request *request;
};
int vb_config_set(const struct vb_config_target *target, struct vb_arena *arena, const char *text,
	const char *cwd, struct vb_err *err);
/* An option of the core, by a switch of its own. */
int vb_config_set_option(struct vb_request *request, struct vb_arena *arena, int id,
	const char *value, const char *cwd, struct vb_err *err);
/* KEY of every plugin that has it; once for each key. */
void vb_config_set_common(
	struct vb_config *config, struct vb_arena *arena, const char *key, const char *value);

#endif
