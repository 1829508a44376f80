/* SPDX-License-Identifier: MIT */
/*
 * What the host for tests is made of. It is a library of its own: nothing here is venvb's, and
 * only <venvb/test.h> is public. A failure to get memory, and a test's own mistakes, abort.
 */
#ifndef VTEST_HOST_H
#define VTEST_HOST_H

#include <stdbool.h>
#include <string.h>
#include <venvb/test.h>

#define VTEST_COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct text {
	char *data; /* NUL-terminated; NULL while nothing was ever added */
	size_t len, room;
};

struct setting {
	const char *name, *value; /* no value: unset */
	const char *origin;       /* of an option of the request; who set a key */
};

struct settings {
	struct setting *items;
	size_t count;
};

struct variable {
	const char *name, *value, *owner;
	uint32_t how;
};

struct peer {
	const char *name, *version, *tier;
};

struct package {
	const char *name, *version, *owner, *file, *sha256;
	uint32_t flags;
};

struct wheel {
	const char *texts[VENVB_WHEEL_DIRECT_URL + 1]; /* by VENVB_WHEEL_… */
};

struct node {
	const char *path, *data, *owner;
	uint64_t len;
	uint32_t kind, mode;
	size_t package; /* of an image: its number */
	bool implied;   /* a directory that nobody asked for by name */
	bool rendered;  /* pyvenv.cfg, as the keys stand */
};

struct answer {
	const char *output, *errors;
	int32_t status;
};

struct program {
	struct text line; /* as venvb_test_programs shows it */
	const char *path;
	struct text arguments, input;
	struct answer answer;
	bool has_run;
};

/* In the order of the pipeline. */
enum stage { RESOLVE, DIRS, CFG, LINK, SCRIPTS, PACKAGES, CHECK, COMMIT, RUN };

/* What a handle points to: one for the plugin, one for "other". */
struct venvb_run {
	struct venvb_test *test;
	const char *actor;
	enum stage stage;
	const char *moment;
	bool active, is_other, builtin_called;
	const char *function; /* that was called last */
	int32_t code;         /* that the last failed call returned, and why: */
	const char *reason;
	struct text denials;
};

struct venvb_test {
	const struct venvb_plugin *plugin;
	struct venvb_run self, other;
	struct block *blocks; /* memory.c */
	struct settings request, facts, options, keys;
	struct peer *peers; /* the plugins of the run, this one among them, in order */
	size_t peer_count;
	struct wheel *told; /* piece by piece */
	size_t told_count;
	struct settings cached, interpreters, remembered;
	struct settings distrusted; /* paths, each with the reason */
	bool resolved, called;
	struct node *nodes; /* sorted */
	size_t node_count;
	struct package *packages;
	size_t package_count;
	uint32_t edits, package_edits, key_edits, variable_edits; /* of each of these, so far */
	struct variable *variables;
	size_t variable_count;
	const char *prompt;
	struct answer *answers;
	size_t answer_count, answered;
	struct program *programs;
	size_t program_count;
	void *state;
	uint64_t state_size;
	const char *scratch;
	struct text reason, log, ran;
	struct text tree, wheels, shown_variables; /* what was last shown of each */
	const char *failing; /* see venvb_test_fail_call */
	uint64_t failing_at, calls;
	int32_t failing_code;
};

/* --- memory.c ------------------------------------------------------------------------------- */

/* Zeroed, or a copy with a NUL behind it; until the host is freed. */
void *vtest_memory(struct venvb_test *test, size_t size);
const char *vtest_keep(struct venvb_test *test, const char *data, size_t len);
const char *vtest_format(struct venvb_test *test, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* ITEMS with room for one more behind COUNT. */
void *vtest_grow(void *items, size_t count, size_t size);
void vtest_add(struct text *text, const char *data, size_t len);
void vtest_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *vtest_string(const struct text *text);
void vtest_clear(struct text *text);
void vtest_free_memory(struct venvb_test *test);
/* The test itself is wrong: says so and aborts. */
void vtest_misuse(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* --- call.c --------------------------------------------------------------------------------- */

/* That FUNCTION may be called with this handle now, and is not to fail: VENVB_OK, or what it is
 * to return at once. */
int32_t vtest_begin(struct venvb_run *run, const char *function);
/* Keeps the reason and returns CODE. */
int32_t vtest_refuse(struct venvb_run *run, int32_t code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The bytes given as WHAT: a copy and their number. NULL, with a reason kept: there are none. */
const char *vtest_bytes(struct venvb_run *run, const char *what, const char *data, uint64_t *len);
/* The same without a NUL among them. */
const char *vtest_text(struct venvb_run *run, const char *what, const char *data, uint64_t len);
/* Begins a call that edits the plan. */
int32_t vtest_begin_edit(struct venvb_run *run, const char *function);
/* Begins a call about something that has a name: *NAME is replaced by a copy. */
int32_t vtest_begin_named(
	struct venvb_run *run, const char *function, const char **name, uint64_t len);
int32_t vtest_give(
	struct venvb_run *run, const char *text, uint64_t len, const char **ret, uint64_t *ret_len);
/* What a node or a package is to a plugin: its place, and the edits before it was told. */
struct numbering {
	const char *what;
	uint32_t edits;
	size_t count;
};
uint64_t vtest_number(uint32_t edits, size_t index);
bool vtest_number_index(struct venvb_run *run, const struct numbering *numbering, uint64_t number,
	size_t *ret_index);
int32_t vtest_number_next(
	struct venvb_run *run, const struct numbering *numbering, uint64_t *number);
/* VENVB_OK while the plan may be edited. */
int32_t vtest_may_edit(struct venvb_run *run);

/* --- settings.c ----------------------------------------------------------------------------- */

struct setting *vtest_find(const struct settings *settings, const char *name);
void vtest_set(struct venvb_test *test, struct settings *settings, const char *name,
	const char *value, const char *origin);
struct setting *vtest_append(
	struct venvb_test *test, struct settings *settings, const char *name, const char *value);
void vtest_init_settings(struct venvb_test *test);
bool vtest_is_dry_run(struct venvb_test *test);
const char *vtest_fact(struct venvb_test *test, const char *name); /* never NULL */

/* --- plugins.c ------------------------------------------------------------------------------ */

/* A plugin that takes part, behind those that do already. */
void vtest_take_part(struct venvb_test *test, const struct peer *peer);

/* --- values.c ------------------------------------------------------------------------------- */

void vtest_set_key(
	struct venvb_test *test, const char *name, const char *value, const char *owner);

/* --- plan.c, packages.c ---------------------------------------------------------------------- */

/* Puts NODE into the plan; its texts must be kept already. */
int32_t vtest_plan(struct venvb_run *run, struct node *node, bool replace);
struct node *vtest_node(struct venvb_test *test, const char *path); /* or NULL */
/* The content of a node as things stand. */
const char *vtest_content(struct venvb_test *test, const struct node *node, uint64_t *ret_len);
void vtest_forget_package(struct venvb_test *test, size_t number);

/* --- stages.c ------------------------------------------------------------------------------- */

/* What the built-in of a stage plans. */
int32_t vtest_builtin(struct venvb_test *test, enum stage stage);

/* --- the table ------------------------------------------------------------------------------ */

extern const struct venvb_api vtest_api;

#define VTEST_API(member) __typeof__(*((struct venvb_api *)0)->member) vtest_api_##member

VTEST_API(log); /* call.c */
VTEST_API(progress);
VTEST_API(fail);
VTEST_API(deny);
VTEST_API(request); /* settings.c */
VTEST_API(request_origin);
VTEST_API(request_set);
VTEST_API(fact);
VTEST_API(interpreter_choose);
VTEST_API(option); /* options.c */
VTEST_API(plugin_enabled); /* plugins.c */
VTEST_API(plugin_next);
VTEST_API(plugin_text);
VTEST_API(trusted);
VTEST_API(dir_add); /* plan.c */
VTEST_API(file_add);
VTEST_API(link_add);
VTEST_API(copy_add);
VTEST_API(remove);
VTEST_API(find);
VTEST_API(next);
VTEST_API(node_text);
VTEST_API(node_number);
VTEST_API(key); /* values.c */
VTEST_API(key_set);
VTEST_API(key_remove);
VTEST_API(key_next);
VTEST_API(key_text);
VTEST_API(prompt);
VTEST_API(prompt_set);
VTEST_API(variable_set);
VTEST_API(variable_remove);
VTEST_API(variable_next);
VTEST_API(variable_text);
VTEST_API(variable_number);
VTEST_API(wheel_add); /* wheels.c */
VTEST_API(wheel_new);
VTEST_API(wheel_set);
VTEST_API(wheel_find);
VTEST_API(wheel_plan);
VTEST_API(package_next); /* packages.c */
VTEST_API(package_text);
VTEST_API(version_compare); /* version.c */
VTEST_API(version_within);
VTEST_API(builtin);     /* stages.c */
VTEST_API(program_new); /* programs.c */
VTEST_API(program_argument);
VTEST_API(program_variable);
VTEST_API(program_clean);
VTEST_API(program_input);
VTEST_API(program_time_limit);
VTEST_API(program_run);
VTEST_API(program_text);
VTEST_API(memory); /* memory.c */
VTEST_API(state);
VTEST_API(scratch);
VTEST_API(recall); /* recall.c */
VTEST_API(interpreter_find);
VTEST_API(remember);

#endif
