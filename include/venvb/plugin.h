/* SPDX-License-Identifier: MIT */
/*
 * venvb/plugin.h - all that a plugin of venvb needs.
 *
 * A plugin is a shared object that exports one symbol, venvb_plugin: a descriptor, pure data,
 * which names the hooks that venvb calls at the stages of its pipeline.
 *
 *	#include <venvb/plugin.h>
 *
 *	static int32_t
 *	greet(const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
 *	{
 *		(void)event;
 *		return api->prompt_set(run, "acme", VENVB_NUL);
 *	}
 *
 *	static const struct venvb_hook hooks[] = {
 *		{"cfg", "after", greet, VENVB_HOOK_REQUIRED, 0},
 *	};
 *
 *	const struct venvb_plugin venvb_plugin = {
 *		VENVB_PLUGIN_HEAD(0),
 *		.name = "acme", .version = "1.0", .summary = "the prompt of ACME", .licence = "MIT",
 *		.hooks = VENVB_ARRAY(hooks),
 *	};
 *
 * That is C: C++ does not mix members with and without their names, and takes them in order:
 *
 *	const struct venvb_plugin venvb_plugin = {VENVB_PLUGIN_HEAD(0), "acme", "1.0",
 *		"the prompt of ACME", "MIT", {}, VENVB_ARRAY(hooks), {}, {}};
 *
 * What holds for everything below:
 *
 * - Strings go in as a pointer and a length in bytes; VENVB_NUL for the length means "up to the
 *   NUL". They are UTF-8 unless they are paths or values of the user, which may be any bytes;
 *   only the contents of files and the input of programs may have a NUL in them. NULL with the
 *   length 0 is the empty string. The host copies what it is given before the call returns.
 * - Strings come out as a pointer and a length, with a NUL behind the last byte that the length
 *   does not count; what is of no interest may be NULL, the string itself too. They belong to
 *   the host and live until the run ends.
 * - A call returns VENVB_OK or one of the negative codes below; what is negative and none of them
 *   is a failure, too, since a later minor may have more. Out-parameters are written only
 *   on VENVB_OK. The host keeps the reason of the last call that did not return VENVB_OK: a hook
 *   that returns the same code as its own result has then said why.
 * - The run's handle is valid only until the hook returns, and only on the thread that called
 *   it: with any other, functions return VENVB_INVALID or NULL and do nothing. Hooks are called
 *   one at a time, and no function of the host calls a hook.
 * - A hook must not exit, change the working directory, the umask, the locale, signals or the
 *   environment, nor close what it did not open, nor let an exception out, nor write into the
 *   environment that is being made: it edits the plan, and venvb writes it.
 * - In a dry run (the request "dry-run") hooks run up to `check`; they download nothing and
 *   change nothing on the disk.
 *
 * Growth: structs are only ever appended to, functions never change their meaning. A member that
 * the other side does not have reads as zero, which means the old behaviour. Use
 * VENVB_HAS(api, member) before calling what is newer than the minor that your plugin needs.
 * What is reserved is zero. A plugin in whose descriptor, options or hooks the host finds a flag
 * that it does not know, or something reserved that is not zero, is refused: it asks for what
 * this host cannot do. But the flags in VENVB_HINTS are hints, which a host that does not know
 * them passes over.
 */
#ifndef VENVB_PLUGIN_H
#define VENVB_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VENVB_MAGIC UINT32_C(0x62766e76) /* "vnvb" in memory, little-endian */
#define VENVB_MAJOR 1
#define VENVB_MINOR 1

/* Of each `flags` of a plugin, an option, a hook: none is defined yet. */
#define VENVB_HINTS UINT32_C(0xffff0000)

/* For a length: the text ends at its NUL. */
#define VENVB_NUL UINT64_MAX

/* Results of hooks and of host functions. A hook that returns anything above VENVB_OK, or
 * VENVB_INVALID, has made a mistake that venvb reports as the plugin's. */
#define VENVB_OK 0
#define VENVB_FAILED (-1)  /* it did not work; the host knows why */
#define VENVB_DENIED (-2)  /* refused by this plugin (deny), or for a policy's sake */
#define VENVB_NONE (-3)    /* there is no such thing: a name, a node, the next one */
#define VENVB_INVALID (-4) /* wrong arguments, or not allowed at this moment */

struct venvb_api;
struct venvb_run; /* opaque */

/* Why a hook is called. Sized: read a member only if VENVB_HAS(event, member). */
struct venvb_event {
	uint32_t size;
	uint32_t reserved;
	const char *stage;  /* "resolve", "dirs", "cfg", "link", "scripts", "packages", "check",
			       "commit", "run" */
	const char *moment; /* "before", "replace", "after", "check", "failed" */
};

typedef int32_t venvb_hook_fn(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event);

/*
 * A hook. The stages from "resolve" to "packages" have the moments "before", "replace" and
 * "after"; "check" has "check" (the closed plan, to be judged); "commit" has "after" (the
 * finished environment, at its place); "run" has "failed" (the run ended without success; called
 * in reverse order).
 */
struct venvb_hook {
	const char *stage;
	const char *moment;
	venvb_hook_fn *call;
	uint32_t flags; /* VENVB_HOOK_… */
	uint32_t reserved;
};
/* A host that does not know the stage or moment refuses the plugin, instead of skipping it. */
#define VENVB_HOOK_REQUIRED UINT32_C(1)

/* An option, declared once, set by configuration files, variables and the command line. */
struct venvb_option {
	const char *name;          /* [a-z][a-z0-9]*(-[a-z0-9]+)* */
	const char *summary;       /* for --help, one line */
	const char *argument;      /* what --help calls the value: "VERSION" */
	const char *default_value; /* as it would be typed, or NULL: unset; of
				      a list, its one element */
	const char *choices;       /* of a VENVB_CHOICE: "yes|no|auto" */
	uint32_t type;             /* VENVB_STRING … */
	uint32_t flags;            /* VENVB_OPTION_… */
};
#define VENVB_STRING UINT32_C(0)
#define VENVB_BOOL UINT32_C(1)   /* given to the plugin as "yes" or "no" */
#define VENVB_NUMBER UINT32_C(2) /* decimal, 64 bits, signed */
#define VENVB_CHOICE UINT32_C(3)
#define VENVB_PATH UINT32_C(4)   /* given to the plugin absolute */
#define VENVB_LIST UINT32_C(5)   /* of strings; a repeated key appends */
#define VENVB_URL UINT32_C(6)
#define VENVB_OPTION_SECRET UINT32_C(1)  /* shown as *** everywhere */
#define VENVB_OPTION_PROJECT UINT32_C(2) /* a project's file may set it, never a path or URL */

/* Arrays cross as pointer, count and stride, so that their elements may grow. */
struct venvb_array {
	const void *items;
	uint32_t count;
	uint32_t stride; /* bytes from one element to the next */
};
#ifdef __cplusplus
#define VENVB_ARRAY(array) \
	{array, (uint32_t)(sizeof(array) / sizeof((array)[0])), (uint32_t)sizeof((array)[0])}
#else
#define VENVB_ARRAY(array) \
	{(array), (uint32_t)(sizeof(array) / sizeof((array)[0])), (uint32_t)sizeof((array)[0])}
#endif

/* The descriptor. The members up to `flags` are its head and are frozen. */
struct venvb_plugin {
	uint32_t magic;       /* VENVB_MAGIC */
	uint32_t size;        /* of this struct as the plugin was compiled */
	uint16_t major;       /* VENVB_MAJOR */
	uint16_t minor;       /* VENVB_MINOR as the plugin was compiled */
	uint16_t needs_minor; /* the oldest minor of a host that will do */
	uint16_t reserved;
	uint32_t flags;       /* VENVB_PLUGIN_… */
	uint32_t reserved2;

	const char *name;    /* [a-z][a-z0-9]*(-[a-z0-9]+)*, as its file: NAME.so */
	const char *version;
	const char *summary; /* one line */
	const char *licence; /* an SPDX expression */
	struct venvb_array options; /* struct venvb_option */
	struct venvb_array hooks;   /* struct venvb_hook */
	struct venvb_array before;  /* const char *: plugins that are to run after this one */
	struct venvb_array after;   /* const char *: plugins that are to run before this one */
};
/* The head, for a plugin that can live with a host of minor NEEDS. */
#define VENVB_PLUGIN_HEAD_FLAGS(needs, flags) \
	VENVB_MAGIC, (uint32_t)sizeof(struct venvb_plugin), VENVB_MAJOR, VENVB_MINOR, (needs), 0, \
		(flags), 0
#define VENVB_PLUGIN_HEAD(needs) VENVB_PLUGIN_HEAD_FLAGS(needs, 0)
/* A project's venvb.json may enable this plugin. */
#define VENVB_PLUGIN_PROJECT UINT32_C(1)
/* As a policy, it allows nodes of kinds that are newer than the minor it was compiled with. Any
 * other policy denies a plan with such nodes, since it cannot have judged them. */
#define VENVB_PLUGIN_NEWER_KINDS UINT32_C(2)

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
extern const struct venvb_plugin venvb_plugin;

/* Levels of `log`. */
#define VENVB_LOG_WARNING 0
#define VENVB_LOG_NOTICE 1
#define VENVB_LOG_VERBOSE 2
#define VENVB_LOG_DEBUG 3

/* Kinds of nodes of the plan. There may be more one day. */
#define VENVB_NODE_DIR 1
#define VENVB_NODE_FILE 2
#define VENVB_NODE_LINK 3
#define VENVB_NODE_COPY 4
#define VENVB_NODE_IMAGE 5 /* the root of a package's files */

/* Flags of the functions that add to the plan. */
#define VENVB_ADD_REPLACE UINT32_C(1)    /* take the place of an existing node */
#define VENVB_ADD_EXECUTABLE UINT32_C(2) /* a file of mode 0777 less the umask */
#define VENVB_ADD_PRIVATE UINT32_C(4)    /* a file of mode 0600 less the umask */

/* What node_text and node_number tell of a node. */
#define VENVB_NODE_PATH 1    /* text: relative to the environment */
#define VENVB_NODE_CONTENT 2 /* text: bytes of a file, target of a link, source of a copy */
#define VENVB_NODE_OWNER 3   /* text: the stage or plugin that added it */
#define VENVB_NODE_KIND 4    /* number: VENVB_NODE_DIR … */
#define VENVB_NODE_MODE 5    /* number: 0666, 0777 or 0600, before the umask */
#define VENVB_NODE_PACKAGE 6 /* number: the package of an image */

/* What package_text tells of a package. */
#define VENVB_PACKAGE_NAME 1
#define VENVB_PACKAGE_VERSION 2
#define VENVB_PACKAGE_SHA256 3 /* of its wheel, 64 hexadecimal digits */
#define VENVB_PACKAGE_OWNER 4

/* What plugin_text tells of a plugin. */
#define VENVB_PLUGIN_TEXT_NAME 1
#define VENVB_PLUGIN_TEXT_VERSION 2
#define VENVB_PLUGIN_TEXT_TIER 3 /* "policy", "system", "user", "file"; there may be more */

/* What key_text tells of a key of pyvenv.cfg. */
#define VENVB_KEY_NAME 1
#define VENVB_KEY_VALUE 2
#define VENVB_KEY_OWNER 3 /* the stage or plugin that set it last */

/* What variable_text and variable_number tell of a variable. */
#define VENVB_VARIABLE_NAME 1
#define VENVB_VARIABLE_VALUE 2
#define VENVB_VARIABLE_OWNER 3 /* the stage or plugin that set it last */
#define VENVB_VARIABLE_HOW 4   /* number: one of the next three */
/* How a variable is set on activation, for variable_set and from variable_number. */
#define VENVB_VARIABLE_SET 0
#define VENVB_VARIABLE_PREPEND 1 /* before what it holds, with ':' between */
#define VENVB_VARIABLE_APPEND 2  /* behind it */

/* Flags of wheel_add and wheel_plan. */
#define VENVB_WHEEL_REQUESTED UINT32_C(1) /* the user asked for it: marked so in its metadata */
#define VENVB_WHEEL_VERSIONED UINT32_C(2) /* this very version was asked for: when an environment
					     is brought up to date, it replaces another version */
/* Since 1.1: a lock asked for it. The packages with this flag are, with those that other plugins
 * add, all that the environment is to have: one that an earlier run added with it and this one
 * does not goes when the environment is brought up to date, and `venvb verify` reports others. */
#define VENVB_WHEEL_LOCKED UINT32_C(4)
/* Since 1.1: where several packages with this flag bring a file of different bytes, the one that
 * was added last has its way. Without it that is VENVB_FAILED. */
#define VENVB_WHEEL_OVERLAYS UINT32_C(8)
/* Since 1.1, in a dry run alone: a wheel that is not at hand is planned without its files, which
 * nobody knows yet, if its name and version are set; its SHA-256, if that is known, too. */
#define VENVB_WHEEL_ABSENT UINT32_C(16)

/* What wheel_set tells of a wheel. Since 1.1. */
#define VENVB_WHEEL_PATH 1       /* its file, absolute */
#define VENVB_WHEEL_SHA256 2     /* of its file, which must have it: 64 hexadecimal digits */
#define VENVB_WHEEL_NAME 3       /* of its project, which it must be of */
#define VENVB_WHEEL_VERSION 4    /* that it must have */
#define VENVB_WHEEL_SOURCE 5     /* the URL that it came from, for the receipt; user and password
				    are left out there */
#define VENVB_WHEEL_DIRECT_URL 6 /* what its direct_url.json (PEP 610) is to hold; without it, it
				    has none */

/* Streams of a program that has run. */
#define VENVB_PROGRAM_OUTPUT 1
#define VENVB_PROGRAM_ERRORS 2

/*
 * The host table: what a plugin may ask of venvb. Append-only.
 * Unless said otherwise a function may be called from every hook.
 */
struct venvb_api {
	uint32_t size;
	uint16_t major, minor; /* of the host */

	/* --- saying something --------------------------------------------------------- */

	/* One line for the user, without the plugin's name, which venvb adds. LEVEL is
	 * VENVB_LOG_…; control characters become blanks. */
	void (*log)(struct venvb_run *run, int32_t level, const char *text, uint64_t len);
	/* How far something long is: DONE of TOTAL units of the plugin's choice (0: unknown). */
	void (*progress)(struct venvb_run *run, const char *text, uint64_t len, uint64_t done,
		uint64_t total);
	/* Sets the reason why this hook fails and returns VENVB_FAILED, for the hook to return:
	 * return api->fail(run, "no such index", VENVB_NUL). On its own it does nothing. */
	int32_t (*fail)(struct venvb_run *run, const char *text, uint64_t len);
	/* Adds a reason why the run must not go on and returns VENVB_DENIED. It may be called
	 * several times: all reasons are shown. A denial stands whatever the hook returns. */
	int32_t (*deny)(struct venvb_run *run, const char *text, uint64_t len);

	/* --- the request -------------------------------------------------------------- */

	/*
	 * An option of venvb by its name, as text: "python", "prompt", "clear", "copies", "seed"
	 * ("yes", "no" or "newest"), … Besides them "target" (the absolute path, where nothing need
	 * be before `after commit`), "name", "action" ("create" or "upgrade"). VENVB_NONE: no such
	 * option, or unset.
	 */
	int32_t (*request)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char **ret_value, uint64_t *ret_len);
	/* Where it came from: "builtin", "system", "user", "project", "environment",
	 * "command-line", "plugin". There may be more one day. */
	int32_t (*request_origin)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char **ret_origin, uint64_t *ret_len);
	/* Changes an option of venvb: in the hooks of `resolve` alone ("python" only before the
	 * interpreter is found), and none that only the command line may set ("clear", "keep",
	 * "upgrade", "force", "dry-run"), nor what has had its effect by then ("cache",
	 * "cache-dir"). VENVB_DENIED: a policy has set it, or the system's configuration locks
	 * it. */
	int32_t (*request_set)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char *value, uint64_t value_len);

	/* --- the interpreter ---------------------------------------------------------- */

	/* A fact by name: "executable", "home", "version", "implementation", "purelib", …
	 * (venvb-plugin(7) lists them); one without a value is "". VENVB_INVALID until the
	 * interpreter is found, VENVB_NONE: there is no such fact. */
	int32_t (*fact)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char **ret_value, uint64_t *ret_len);
	/* Chooses the interpreter, as --python WHAT would: in a hook that replaces `resolve`, and
	 * that must call it, or `builtin`. */
	int32_t (*interpreter_choose)(struct venvb_run *run, const char *what, uint64_t len);

	/* --- options and plugins ------------------------------------------------------ */

	/* The value of an option of this plugin, of a list its element INDEX (from 0; of others
	 * 0). VENVB_NONE: unset, or behind the last. VENVB_INVALID: it declares none such. */
	int32_t (*option)(struct venvb_run *run, const char *name, uint64_t name_len,
		uint32_t index, const char **ret_value, uint64_t *ret_len);
	/* VENVB_OK when a plugin of that name takes part in this run, else VENVB_NONE. */
	int32_t (*plugin_enabled)(struct venvb_run *run, const char *name, uint64_t len);
	/* The plugins that take part in this run, this one among them, in the order in which they
	 * are called: *PLUGIN is 0 before the first call, VENVB_NONE ends it. A plugin's number is
	 * good until the run ends. */
	int32_t (*plugin_next)(struct venvb_run *run, uint64_t *plugin);
	/* WHAT is VENVB_PLUGIN_TEXT_…. VENVB_NONE: this host does not know WHAT. */
	int32_t (*plugin_text)(struct venvb_run *run, uint64_t plugin, uint32_t what,
		const char **ret_text, uint64_t *ret_len);

	/* --- the plan ------------------------------------------------------------------ */
	/*
	 * Paths are relative to the environment, without ".", ".." and empty components; one below
	 * a link that stays in the environment is rewritten to where the link leads. Parents are
	 * implied. What begins with ".venvb-" in the environment is venvb's own: VENVB_FAILED.
	 * A path that is planned already is VENVB_FAILED unless VENVB_ADD_REPLACE is
	 * given, but a directory may be added again. What a policy added or set, no plugin of
	 * another tier may replace or remove: VENVB_DENIED. Editing, here and of what stands
	 * beside the plan, ends with `packages`: VENVB_INVALID. Flags that the host does not
	 * know are VENVB_INVALID too.
	 */

	int32_t (*dir_add)(struct venvb_run *run, const char *path, uint64_t path_len);
	int32_t (*file_add)(struct venvb_run *run, const char *path, uint64_t path_len,
		const char *bytes, uint64_t bytes_len, uint32_t flags);
	/* A symbolic link; TARGET as it will be, relative to the link. */
	int32_t (*link_add)(struct venvb_run *run, const char *path, uint64_t path_len,
		const char *target, uint64_t target_len, uint32_t flags);
	/* A copy of the file SOURCE, which is absolute; links to it are followed. */
	int32_t (*copy_add)(struct venvb_run *run, const char *path, uint64_t path_len,
		const char *source, uint64_t source_len, uint32_t flags);
	/* The node and all below it. VENVB_NONE: it is not in the plan. Removing the directory
	 * that packages lie in (an image's) takes them out of the plan, so that they can be added
	 * again; what they have elsewhere, such as scripts, are nodes like others, and stay. */
	int32_t (*remove)(struct venvb_run *run, const char *path, uint64_t path_len);
	/* The node at a path. A node's number is good until a node is next added or removed:
	 * after that it is VENVB_INVALID, and never another node. */
	int32_t (*find)(struct venvb_run *run, const char *path, uint64_t path_len,
		uint64_t *ret_node);
	/* Visits in byte order: *NODE is 0 before the first call, VENVB_NONE ends it. */
	int32_t (*next)(struct venvb_run *run, uint64_t *node);
	/* What a node has: WHAT is VENVB_NODE_…. VENVB_NONE: it has none such, or this host does
	 * not know WHAT. Files that venvb renders last (pyvenv.cfg, scripts) are rendered as
	 * things stand. */
	int32_t (*node_text)(struct venvb_run *run, uint64_t node, uint32_t what,
		const char **ret_text, uint64_t *ret_len);
	int32_t (*node_number)(struct venvb_run *run, uint64_t node, uint32_t what,
		uint64_t *ret_number);

	/* The keys of pyvenv.cfg, whose names are compared without case. No value may hold a
	 * newline or a carriage return. Setting one again keeps its place. The key "prompt" is
	 * the prompt, below: it can be read and set as a key, is not among those that key_next
	 * tells, and cannot be removed. */
	int32_t (*key)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char **ret_value, uint64_t *ret_len);
	int32_t (*key_set)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char *value, uint64_t value_len);
	int32_t (*key_remove)(struct venvb_run *run, const char *name, uint64_t name_len);
	/* The keys in the order of the file: *KEY is 0 before the first call, VENVB_NONE ends it.
	 * A key's number is good until a key is next added or removed, after that it is
	 * VENVB_INVALID; to set one again does no harm. */
	int32_t (*key_next)(struct venvb_run *run, uint64_t *key);
	/* WHAT is VENVB_KEY_…. VENVB_NONE: this host does not know WHAT. */
	int32_t (*key_text)(struct venvb_run *run, uint64_t key, uint32_t what,
		const char **ret_text, uint64_t *ret_len);
	/* The prompt, without parentheses. Never run as code, whatever it holds. */
	int32_t (*prompt)(struct venvb_run *run, const char **ret_prompt, uint64_t *ret_len);
	int32_t (*prompt_set)(struct venvb_run *run, const char *prompt, uint64_t len);
	/* A variable for as long as the environment is active, in every shell; deactivating
	 * restores what was. HOW is VENVB_VARIABLE_SET, PREPEND or APPEND; the value is never run
	 * as code. There is one of each name, whoever set it, and it keeps its place. SET puts
	 * value and HOW in the place of what is planned. PREPEND and APPEND join the value to what
	 * is planned, with ':' between, unless it is an entry of that already: to one that is SET,
	 * which stays so, or to one of the same HOW; of the other HOW it is VENVB_FAILED. What a
	 * policy set can be added to by all, and remains its. VENVB_FAILED too: a name that is not
	 * [A-Za-z_][A-Za-z0-9_]*, what the activation scripts themselves set (VIRTUAL_ENV, PS1, …),
	 * PATH with SET. */
	int32_t (*variable_set)(struct venvb_run *run, const char *name, uint64_t name_len,
		const char *value, uint64_t value_len, uint32_t how);
	/* VENVB_NONE: no such variable is set on activation. */
	int32_t (*variable_remove)(struct venvb_run *run, const char *name, uint64_t name_len);
	/* These variables in the order in which they are set: *VARIABLE is 0 before the first
	 * call, VENVB_NONE ends it. A variable's number is good until a variable is next added or
	 * removed, after that it is VENVB_INVALID; to set one again does no harm. */
	int32_t (*variable_next)(struct venvb_run *run, uint64_t *variable);
	/* WHAT is VENVB_VARIABLE_NAME, VALUE or OWNER, and of the number VENVB_VARIABLE_HOW.
	 * VENVB_NONE: there is none such, or this host does not know WHAT. */
	int32_t (*variable_text)(struct venvb_run *run, uint64_t variable, uint32_t what,
		const char **ret_text, uint64_t *ret_len);
	int32_t (*variable_number)(struct venvb_run *run, uint64_t variable, uint32_t what,
		uint64_t *ret_number);

	/* --- packages ------------------------------------------------------------------ */

	/* Adds the wheel in a file (PATH is absolute), as an installer would install it: in hooks
	 * of `packages`. A distribution is planned once: what is planned already stays, which is
	 * VENVB_OK, but VENVB_FAILED when this one was to have its version (VENVB_WHEEL_VERSIONED)
	 * and it has another; or, since 1.1, when this one was asked for by its hash or by a lock
	 * (VENVB_WHEEL_LOCKED) and it is of another wheel. All or nothing: of a wheel that fails,
	 * nothing is planned. */
	int32_t (*wheel_add)(struct venvb_run *run, const char *path, uint64_t len, uint32_t flags);
	/* The planned packages: *PACKAGE is 0 before the first call, VENVB_NONE ends it. A
	 * package's number is good until a package is next added or removed: after that it is
	 * VENVB_INVALID. */
	int32_t (*package_next)(struct venvb_run *run, uint64_t *package);
	/* WHAT is VENVB_PACKAGE_…. VENVB_NONE: this host does not know WHAT. Where its wheel came
	 * from, and whether a lock asked for it, the receipt says and no number here. */
	int32_t (*package_text)(struct venvb_run *run, uint64_t package, uint32_t what,
		const char **ret_text, uint64_t *ret_len);
	/* Versions as PEP 440 orders them: *ret_order is -1, 0 or 1. VENVB_FAILED, here and below:
	 * one of the texts is no version, or no specifier. */
	int32_t (*version_compare)(struct venvb_run *run, const char *a, uint64_t a_len,
		const char *b, uint64_t b_len, int32_t *ret_order);
	/* Whether VERSION is within SPECIFIER (">=3.9,<4"): *ret_within is 1 or 0. */
	int32_t (*version_within)(struct venvb_run *run, const char *version, uint64_t version_len,
		const char *specifier, uint64_t specifier_len, int32_t *ret_within);

	/* --- stages -------------------------------------------------------------------- */

	/* The built-in of the stage that this hook replaces; once. What it adds is the stage's. */
	int32_t (*builtin)(struct venvb_run *run);

	/* --- programs and files -------------------------------------------------------- */

	/* Whether nobody could have put something else at PATH than those of whom this plugin
	 * itself may be: what venvb asks of the plugin's own file and of every directory above it,
	 * by where the plugin comes from; of a plugin of the tier "system" it may also be the
	 * user's. For a program that is to be run, a file of rules, or a
	 * directory of either. PATH is absolute, to a file or a directory; links are followed,
	 * and judged like what they lie in. VENVB_OK: PATH may be used. VENVB_FAILED: it may not,
	 * or is not there; the reason says whose it is and what would be right. */
	int32_t (*trusted)(struct venvb_run *run, const char *path, uint64_t len);
	/* A program to be run: PATH is absolute and its argv[0], nothing is looked up, no shell.
	 * A program's number is good for this plugin until the run ends. */
	int32_t (*program_new)(struct venvb_run *run, const char *path, uint64_t len,
		uint64_t *ret_program);
	int32_t (*program_argument)(struct venvb_run *run, uint64_t program, const char *text,
		uint64_t len);
	/* Sets a variable of its environment, which is ours otherwise; a NULL value unsets it. */
	int32_t (*program_variable)(struct venvb_run *run, uint64_t program, const char *name,
		uint64_t name_len, const char *value, uint64_t value_len);
	/* Its environment is empty but for what program_variable sets, before or afterwards: for
	 * a program that is to judge, since variables of the user (PATH, PYTHONPATH, LD_PRELOAD)
	 * change what most programs do. */
	int32_t (*program_clean)(struct venvb_run *run, uint64_t program);
	/* What it reads from standard input; nothing unless said. */
	int32_t (*program_input)(struct venvb_run *run, uint64_t program, const char *bytes,
		uint64_t len);
	/* In milliseconds; 0 for none, which is the default. */
	int32_t (*program_time_limit)(struct venvb_run *run, uint64_t program, uint32_t ms);
	/* Runs it to its end, in a process group of its own, in our working directory.
	 * *ret_status is its exit status, or 128 and the signal. VENVB_FAILED: it could not be
	 * started, its time was up, it printed more than 1 MiB on a stream, or we were
	 * interrupted. */
	int32_t (*program_run)(struct venvb_run *run, uint64_t program, int32_t *ret_status);
	/* What it printed, also when it failed. STREAM is VENVB_PROGRAM_…. */
	int32_t (*program_text)(struct venvb_run *run, uint64_t program, uint32_t stream,
		const char **ret_text, uint64_t *ret_len);

	/* --- memory -------------------------------------------------------------------- */

	/* Zeroed memory until the run ends, for any object. NULL: absurdly much. */
	void *(*memory)(struct venvb_run *run, uint64_t size);
	/* The state of this plugin in this run: zeroed at first, the same for all its hooks. SIZE
	 * is the same at each call (else NULL). Use it instead of static variables: a process
	 * may make several environments. */
	void *(*state)(struct venvb_run *run, uint64_t size);
	/* A directory of this plugin for temporary files: absolute, empty at first, of mode 0700,
	 * the same for all its hooks, removed when the run ends. */
	int32_t (*scratch)(struct venvb_run *run, const char **ret_path, uint64_t *ret_len);

	/* ===== since 1.1 ============================================================== */

	/* --- wheels by their hash ------------------------------------------------------ */

	/* A wheel to be added, told piece by piece: for what wheel_add cannot say. A wheel's number
	 * is good for this plugin until the run ends. */
	int32_t (*wheel_new)(struct venvb_run *run, uint64_t *ret_wheel);
	/* WHAT is VENVB_WHEEL_…; setting one again puts the new text in the place of the old.
	 * VENVB_NONE: this host does not know WHAT. */
	int32_t (*wheel_set)(struct venvb_run *run, uint64_t wheel, uint32_t what, const char *text,
		uint64_t len);
	/* Whether the cache has it, by the SHA-256 that was set: VENVB_OK, or VENVB_NONE. */
	int32_t (*wheel_find)(struct venvb_run *run, uint64_t wheel);
	/* Adds it as wheel_add does: by its SHA-256 out of venvb's cache, where no file is needed,
	 * else out of its file. VENVB_NONE: the cache has none, and no path is set.
	 * VENVB_FAILED, besides what wheel_add fails for: a file with another SHA-256, which is not
	 * unpacked, or another project or version than those that were set. */
	int32_t (*wheel_plan)(struct venvb_run *run, uint64_t wheel, uint32_t flags);

	/* --- interpreters -------------------------------------------------------------- */

	/* An interpreter of this machine, found as --python WHAT would find it: its absolute path.
	 * Not for the environment, but for a program of the plugin that is written in Python.
	 * VENVB_NONE: there is none such. */
	int32_t (*interpreter_find)(struct venvb_run *run, const char *what, uint64_t len,
		const char **ret_path, uint64_t *ret_len);

	/* --- memory across runs -------------------------------------------------------- */

	/* What this plugin has remembered under KEY, any bytes, in an earlier run. It is kept in
	 * the user's cache: a hint that may be gone at any time, and is no secret. The user can
	 * write there what he likes: a policy must not judge by it, and nothing is to be trusted
	 * further for standing there. VENVB_NONE: nothing. */
	int32_t (*recall)(struct venvb_run *run, const char *key, uint64_t key_len,
		const char **ret_text, uint64_t *ret_len);
	/* Keeps TEXT, any bytes of at most 4 MiB, for later runs; without a cache, and in a dry
	 * run, it does nothing. What has not been recalled for long is forgotten, and so is the
	 * oldest of very many. */
	int32_t (*remember)(struct venvb_run *run, const char *key, uint64_t key_len,
		const char *text, uint64_t len);
};

/* Whether the struct that POINTER points to has MEMBER, as its producer compiled it. */
#define VENVB_HAS(pointer, member) \
	((size_t)(pointer)->size >= (size_t)((const char *)(&(pointer)->member + 1) - \
					     (const char *)(pointer)))

#ifdef __cplusplus
}
#endif

#endif
