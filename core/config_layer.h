/* SPDX-License-Identifier: MIT */
/*
 * What the readers of configuration (files, variables, the command line) have in common: a
 * statement, made somewhere, about an option or a plugin. They are made in the order of the
 * layers, lowest first.
 */
#ifndef VB_CONFIG_LAYER_H
#define VB_CONFIG_LAYER_H

#include "core/buf.h"
#include "core/config.h"

struct vb_origin {
	enum vb_layer layer;
	const char *source; /* for messages and `venvb config`; in the arena */
	const char *base;   /* absolute: what relative paths are relative to */
};

/* Where the layers below the command line are read into. */
struct vb_reader {
	struct vb_arena *arena;
	const struct vb_log *log;
	struct vb_request *request;
	struct vb_config *config;
};

/* "NAME is VALUE" of an option of the core. */
int vb_layer_option(struct vb_request *request, struct vb_arena *arena, int id, const char *value,
	const struct vb_origin *origin, struct vb_err *err);
/* KEY of a plugin is VALUE, which the arena holds; the key "enable" turns the plugin on or off.
 * Its layer, source and base are filled in. */
int vb_layer_plugin(struct vb_config *config, struct vb_arena *arena, const char *name,
	const struct vb_plugin_value *value, const struct vb_origin *origin, struct vb_err *err);
/* NAME is a name, or an absolute path. */
int vb_layer_enable(struct vb_config *config, struct vb_arena *arena, const char *name, bool on,
	const struct vb_origin *origin, struct vb_err *err);
/* VALUES with VALUE, in place of one of the same key; one that the command line repeats appends. */
const struct vb_plugin_value *vb_layer_merge(struct vb_arena *arena,
	const struct vb_plugin_value *values, size_t *count, const struct vb_plugin_value *value);
/* A single value, as text. */
struct vb_plugin_value vb_layer_single(struct vb_arena *arena, const char *key, const char *text);

/* The entry NAME of a file's "lock". */
int vb_layer_lock(const struct vb_reader *reader, const char *name,
	const struct vb_origin *origin, struct vb_err *err);
/* Whether a lock lets a plugin be turned on or off, which it is not yet. */
int vb_layer_check_enabling(const struct vb_config *config, const char *name, bool on,
	const struct vb_origin *origin, struct vb_err *err);
/* Keeps what is said of a locked option; false: it is not locked to this layer. */
bool vb_layer_keep_locked(struct vb_config *config, struct vb_arena *arena, const char *plugin,
	const struct vb_plugin_value *value);

/* "there is no option 'lnik-mode': did you mean 'link-mode'?", of those a file may set. */
int vb_layer_unknown(const char *name, struct vb_err *err);
/* "'X' is not the name of a plugin …", unless it is. */
int vb_layer_check_name(const char *name, struct vb_err *err);

struct vb_config_file {
	const char *path; /* absolute */
	enum vb_layer layer;
	bool must_exist; /* and be readable */
};
int vb_config_read_file(const struct vb_reader *reader, const struct vb_config_file *said,
	struct vb_err *err);
/* What the policy PATH says, whose text is TEXT, of the plugin that it names. */
int vb_config_read_policy(struct vb_arena *arena, const char *path, const struct vb_buf *text,
	struct vb_plugin_config *ret_plugin, struct vb_err *err);
int vb_config_read_environ(const struct vb_reader *reader, const char *const *entries,
	const char *cwd, struct vb_err *err);

#endif
