/* SPDX-License-Identifier: MIT */
/*
 * The options of the core: one table, and one name for each thing everywhere. A row gives an
 * option its key in configuration files ("link-mode"), its variable (VENVB_LINK_MODE) and its
 * switch (--link-mode=MODE); a new option is a new row and a member of struct vb_request.
 */
#ifndef VB_OPTION_H
#define VB_OPTION_H

#include "core/err.h"
#include "core/request.h"

enum vb_option_type {
	VB_TYPE_STRING,
	VB_TYPE_BOOL,
	VB_TYPE_CHOICE,
	VB_TYPE_PATH,
	VB_TYPE_SECONDS, /* whole ones */
};

enum {
	VB_OPTION_PROJECT = 1,      /* a project's venvb.json may set it */
	VB_OPTION_COMMAND_LINE = 2, /* only the command line may: clear, force, dry-run, … */
	VB_OPTION_EMPTY = 4,        /* the empty string is a value of its own */
	VB_OPTION_LIST = 8,         /* separated by commas; a file may give an array */
	VB_OPTION_SLASH = 16,       /* a value with a slash in it is a path */
	VB_OPTION_EARLY = 32,       /* has had its effect before any hook: no plugin may set it */
};

struct vb_option {
	const char *name;
	enum vb_option_type type;
	const char *choices;       /* of a choice: "auto|clone|hardlink|copy", in enum order */
	const char *default_value; /* as text; NULL: unset */
	const char *argument;      /* what --help calls it */
	const char *help;          /* one line; NULL: hidden */
	unsigned flags;
	size_t offset; /* in struct vb_request */
};

extern const struct vb_option vb_options[VB_OPT_COUNT];

struct vb_arena;
/* Sets all options to their defaults, of the layer builtin. */
void vb_option_defaults(struct vb_request *request, struct vb_arena *arena);
/* Sets one option from text, checked by its type and by what the layer may set; says what was
 * expected. Paths are to be absolute already. A valid setting by a lower layer than the present
 * one is ignored. A locked value cannot be changed by a layer above the system's: VB_EUSAGE, and
 * VB_EDENIED when a plugin tries. */
int vb_option_set(struct vb_request *request, struct vb_arena *arena, enum vb_option_id id,
	const char *value, enum vb_layer layer, const char *source, struct vb_err *err);
/* Whether a plugin may set a text without setting the option: VB_EDENIED when a lock is against
 * it. */
int vb_option_check_lock(const struct vb_request *request, struct vb_arena *arena,
	enum vb_option_id id, const char *value, struct vb_err *err);
/* Its value as text, as vb_option_set takes it, or NULL when unset. In the arena. */
const char *vb_option_text(const struct vb_request *request, struct vb_arena *arena,
	enum vb_option_id id);
/* Puts before the error where the value of an option came from, unless it was typed. Returns its
 * code. */
int vb_option_blame(const struct vb_request *request, enum vb_option_id id, struct vb_err *err);
/* Whether TEXT is a word for yes or no, and which: true, false, on, off, 1 and 0 are others. */
bool vb_option_is_bool(const char *text, bool *ret_value);
/* The id of NAME, or -1. */
int vb_option_find(const char *name);
/* Whether it can name an option or a plugin: [a-z][a-z0-9]*(-[a-z0-9]+)*. */
bool vb_option_is_name(const char *text, size_t len);
/* "builtin", "system", "user", "project", "environment", "command-line", "plugin". */
const char *vb_layer_name(enum vb_layer layer);

#endif
