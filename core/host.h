/* SPDX-License-Identifier: MIT */
/*
 * What the plugin host is made of: for the files that implement plugin.h, hooks.h and the table
 * of functions that a plugin gets (host*.c), and nobody else.
 */
#ifndef VB_HOST_H
#define VB_HOST_H

#include "core/buf.h"
#include "core/descriptor.h"
#include "core/pipeline.h"
#include "core/plugin.h"
#include "core/policy.h"
#include "core/run.h"
#include "core/trust.h"

struct vb_host_option {
	struct venvb_option declared;
	const char *const *values; /* as the plugin gets them */
	size_t count;              /* 0: unset */
	enum vb_layer layer;
	const char *source; /* "FILE:LINE", …; NULL: built-in */
};

struct vb_host_plugin {
	struct vb_plugin plugin; /* what plugin.h shows of it */
	struct vb_descriptor descriptor;
	dev_t dev; /* of its object: the same file is the same plugin */
	ino_t ino;
	struct vb_host_option *options; /* as many as are declared */
	bool called;                    /* one of its hooks was */
	bool has_forgotten;             /* what it remembered in runs of long ago */
	void *state;
	uint64_t state_size;
	const char *scratch; /* its temporary directory, or NULL */
	const struct vb_policy *policy; /* that enables it and gives its options, or NULL */
};

struct vb_host_hook {
	struct vb_host_plugin *plugin;
	const struct vb_stage *stage;
	unsigned moment; /* VB_MOMENT_… */
	venvb_hook_fn *call;
};

struct vb_host_program; /* host_program.c */
struct vb_host_wheel;   /* host_wheel.c */

struct vb_host {
	struct vb_arena *arena;
	const struct vb_log *log;
	bool passes_over_policies; /* as vb_host_opts says */
	struct vb_host_plugin **plugins; /* in order, once vb_host_finish is done */
	size_t count;
	bool trusts_files; /* --trust-plugin */
	struct vb_host_plugin **enabled; /* by each plugin of the configuration, or NULL */
	const char **left_out;           /* plugins of which something was, or all */
	size_t left_out_count, left_out_room;
	struct vb_host_hook *hooks;      /* in order */
	size_t hook_count;
	struct vb_host_program **programs;
	size_t program_count, program_room;
	struct vb_host_wheel **wheels;
	size_t wheel_count, wheel_room;
	const struct vb_actor *request_by[VB_OPT_COUNT]; /* the plugin that set it, or NULL */
};

/* --- loading: plugin_find.c, plugin_load.c, plugin_options.c -------------------------------- */

struct vb_plugin_file {
	const char *path; /* absolute, resolved */
	const char *name; /* that it must have */
	enum vb_tier tier;
	int fd; /* open, trusted */
	const char *policy; /* the file that names it as a policy, or NULL */
};
/* The file that CONFIG means, by name or path. The caller closes its descriptor. */
int vb_plugin_find(struct vb_arena *arena, const struct vb_plugin_config *config,
	const struct vb_host_opts *opts, struct vb_plugin_file *ret_file, struct vb_err *err);
/* What is asked of a plugin of TIER, and of what such a plugin relies on. */
struct vb_trust_rules vb_plugin_rules(struct vb_arena *arena, enum vb_tier tier, bool trusts_files);
/* The flags of its descriptor, as far as the file tells them: without running any of its code. */
int vb_plugin_peek(const struct vb_plugin_file *file, uint32_t *ret_flags, struct vb_err *err);
/* Loads it, for as long as the program runs. */
int vb_plugin_load(struct vb_arena *arena, const struct vb_plugin_file *file,
	struct vb_descriptor *ret_descriptor, struct vb_err *err);
/* Fills in the options of PLUGIN from what CONFIG says of it. */
int vb_plugin_options(struct vb_host *host, struct vb_host_plugin *plugin,
	const struct vb_config *config, struct vb_err *err);
/* Options of plugins that take no part: what was typed is a mistake, what a variable says is worth
 * a warning, and files may hold them for other runs. */
int vb_plugin_options_absent(
	const struct vb_host *host, const struct vb_config *config, struct vb_err *err);

/* Notes, and tells, that PLUGIN takes no part, or goes without OPTION. */
void vb_host_leave_out(struct vb_host *host, const char *plugin, const char *option);

/* vb_host_new in its parts: an empty host; a plugin more; then options, order and hooks. */
struct vb_host *vb_host_empty(struct vb_arena *arena, const struct vb_log *log, size_t room);
struct vb_host_plugin *vb_host_add(struct vb_host *host, const struct vb_descriptor *descriptor,
	enum vb_tier tier, const char *path);
int vb_host_finish(struct vb_host *host, const struct vb_config *config, struct vb_err *err);

/* The bit of a moment's name, or 0; and back. */
unsigned vb_moment_find(const char *name);
const char *vb_moment_name(unsigned moment);

/* --- calls ---------------------------------------------------------------------------------- */

/* A hook that is being called: what its handle points to. */
struct venvb_run {
	struct vb_run *run;
	struct vb_host *host;
	struct vb_host_plugin *plugin;
	const struct vb_stage *stage;
	unsigned moment;
	const char *function; /* of the table, that was called last */
	bool builtin_called;
	int32_t code; /* that the last failed function returned, with its reason: */
	struct vb_err reason;
	struct vb_buf denials; /* each ends in a NUL */
};

/* A call of HOOK in RUN that has yet to be made. */
void vb_call_init(struct venvb_run *call, struct vb_run *run, const struct vb_host_hook *hook);
/* CALL (or none, NULL) becomes the call on this thread; returns the one before. */
struct venvb_run *vb_call_enter(struct venvb_run *call);
/* That RUN is the handle of the hook being called; FUNCTION of the table is what it calls. */
bool vb_call_begin(struct venvb_run *run, const char *function);

/* Around what is the host's own work and may take long: programs, packages, the built-in. Nothing
 * of it depends on what the plugin changed, and it is not the plugin's time. */
void vb_call_begin_work(const struct venvb_run *call);
void vb_call_end_work(void);

/* Each keeps a reason and returns the code: VENVB_INVALID, VENVB_NONE, VENVB_FAILED. */
int32_t vb_call_invalid(struct venvb_run *call, const char *format, ...) VB_PRINTF(2, 3);
int32_t vb_call_none(struct venvb_run *call, const char *format, ...) VB_PRINTF(2, 3);
/* The code for what the core returned; keeps ERR, which is then empty. */
int32_t vb_call_result(struct venvb_run *call, int rc, struct vb_err *err);

/*
 * The bytes that a plugin gave as WHAT: *LEN becomes their number when it is VENVB_NUL. False,
 * with a reason kept, when they are missing or absurdly many.
 */
bool vb_call_bytes(struct venvb_run *call, const char *what, const char *data, uint64_t *len);
/* The same for a text, which has no NUL in it, appended to OUT. */
bool vb_call_text(struct venvb_run *call, const char *what, const char *data, uint64_t len,
	struct vb_buf *out);
/* Hands out a text, which lives at least as long as the run. RET_LEN may be NULL. */
int32_t vb_call_give(struct venvb_run *call, const char *text, size_t len, const char **ret_text,
	uint64_t *ret_len);
/*
 * What a node or a package is to a plugin: a number that says how often the plan had been edited
 * (EDITS) when it was its INDEX-th. vb_call_number_index is the index, false when the number is
 * not one of COUNT, or from before an edit; WHAT is for the reason that is kept then.
 */
struct vb_numbering {
	const char *what;
	uint32_t edits;
	size_t count;
};
uint64_t vb_call_number(const struct vb_numbering *numbering, size_t index);
bool vb_call_number_index(struct venvb_run *call, const struct vb_numbering *numbering,
	uint64_t number, size_t *ret_index);
/* *NUMBER becomes the one after it, the first of 0. */
int32_t vb_call_number_next(
	struct venvb_run *call, const struct vb_numbering *numbering, uint64_t *number);
/* Of the packages in PLAN: host_package.c. */
struct vb_numbering vb_number_packages(const struct vb_plan *plan);
/* Whether the plan may be edited now; false with a reason kept. */
bool vb_call_may_edit(struct venvb_run *call);

/* --- the table ------------------------------------------------------------------------------ */

extern const struct venvb_api vb_api;

/* Declares the function of a member of the table, with the type that it has there. */
#define VB_API(member) __typeof__(*((struct venvb_api *)0)->member) vb_api_##member

VB_API(log); /* host.c */
VB_API(progress);
VB_API(fail);
VB_API(deny);
VB_API(option);
VB_API(builtin);
VB_API(plugin_enabled); /* host_plugins.c */
VB_API(plugin_next);
VB_API(plugin_text);
VB_API(trusted);
VB_API(memory); /* host_memory.c */
VB_API(state);
VB_API(scratch);
VB_API(recall); /* host_recall.c */
VB_API(remember);
VB_API(request); /* host_request.c */
VB_API(request_origin);
VB_API(request_set);
VB_API(fact);
VB_API(interpreter_choose);
VB_API(interpreter_find);
VB_API(dir_add); /* host_plan.c */
VB_API(file_add);
VB_API(link_add);
VB_API(copy_add);
VB_API(remove);
VB_API(find);
VB_API(next);
VB_API(node_text);
VB_API(node_number);
VB_API(key); /* host_values.c */
VB_API(key_set);
VB_API(key_remove);
VB_API(key_next);
VB_API(key_text);
VB_API(prompt);
VB_API(prompt_set);
VB_API(variable_set);
VB_API(variable_remove);
VB_API(variable_next);
VB_API(variable_text);
VB_API(variable_number);
VB_API(package_next); /* host_package.c */
VB_API(package_text);
VB_API(version_compare);
VB_API(version_within);
VB_API(wheel_add); /* host_wheel.c */
VB_API(wheel_new);
VB_API(wheel_set);
VB_API(wheel_find);
VB_API(wheel_plan);
VB_API(program_new); /* host_program.c */
VB_API(program_argument);
VB_API(program_variable);
VB_API(program_clean);
VB_API(program_input);
VB_API(program_time_limit);
VB_API(program_run);
VB_API(program_text);

#endif
