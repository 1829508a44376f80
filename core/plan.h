/* SPDX-License-Identifier: MIT */
/*
 * The plan: all that an environment will be, before any of it exists. Stages and plugins edit it,
 * `commit` writes it. A plan knows nothing of the disk.
 *
 * Its tree is made of nodes, visited in byte order of their paths, component by component
 * ("a" before "a/b" before "a-b"). A path is relative, without ".", "..", empty components or a
 * NUL; parents are implied and become `dir` nodes of whoever needed them. A path below a link
 * that stays in the environment ("lib64") is rewritten to where the link leads; below any other
 * node that is not a dir it is an error. A path added twice is an error unless the caller says
 * that it replaces, but a dir may be added again.
 *
 * Beside the tree: packages (whole images from the cache, laid out at a root directory), the keys
 * of pyvenv.cfg in order, the prompt, the variables set on activation. Everything that is added is
 * copied into the plan's arena, and what is handed out lives as long as that.
 */
#ifndef VB_PLAN_H
#define VB_PLAN_H

#include "core/actor.h"
#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

struct vb_image;
struct vb_image_entry;
struct vb_plan;

enum vb_kind {
	VB_DIR = 1,
	VB_FILE, /* bytes, or a renderer of bytes */
	VB_LINK, /* a symbolic link */
	VB_COPY, /* a file to be copied from a source path, followed through links */
	VB_IMAGE, /* the root of a package's files: only vb_plan_visit shows it */
};

/* "dir", "file", … */
const char *vb_kind_name(enum vb_kind kind);

enum vb_access {
	VB_PLAIN,      /* 0666 less the umask */
	VB_EXECUTABLE, /* 0777 less the umask */
	VB_PRIVATE,    /* 0600 less the umask */
};

/*
 * Writes the bytes of a node from the plan as it then is. Called when the plan closes, and by
 * whoever looks the node up before. USER is what the stage gave with it.
 */
typedef int vb_render_fn(const struct vb_plan *plan, void *user, struct vb_buf *out,
	struct vb_err *err);

struct vb_node {
	const char *path; /* relative to the environment; "" is the environment itself */
	enum vb_kind kind;
	enum vb_access access; /* of a file; a copy takes the source's executable bits */
	const char *data;      /* bytes of a file, target of a link, source of a copy */
	size_t len;
	vb_render_fn *render; /* of a file whose bytes come last; data is then its last result */
	void *user;
	struct vb_actor who;
	const char *digest; /* of a copy that a package brings, as its RECORD has it; or NULL */
	bool yields; /* a package's that overlays: another such may replace it */
	const struct vb_package *package; /* of an image */
	bool implied;                     /* a dir that nobody asked for by name */
	size_t number;                    /* of its addition: a later one has a higher */
};

/* A package that an image brings. The files beside it (RECORD, scripts) are nodes. */
struct vb_package {
	const char *name;       /* as its metadata spells it */
	const char *normalized; /* PEP 503 */
	const char *version;
	const char *sha256;          /* of its wheel, 64 hexadecimal digits */
	const char *root;            /* purelib or platlib, relative to the environment */
	const char *dist_info;       /* name of its .dist-info directory, below root */
	const struct vb_image *image; /* its sources */
	const struct vb_image *bytecode; /* or NULL */
	bool versioned; /* this very version was asked for: an update in place replaces another */
	bool locked;    /* asked for by a lock: with its kin all that is to be there */
	bool overlays;  /* among such, what was added last has a path that several bring */
	bool requested; /* and not for the sake of another */
	const char *source; /* the URL that it came from, or NULL */
	const char *direct_url; /* what its direct_url.json holds, or NULL */
	size_t number;      /* of its addition: a later one has a higher */
	/* Of each entry of the image what another package has in its place, or NULL; NULL: all of it
	 * is there. Known once the plan is closed. */
	const struct vb_image_entry **hidden_by;
	struct vb_actor who;
};

enum vb_var_how { VB_VAR_SET, VB_VAR_PREPEND, VB_VAR_APPEND }; /* the latter two with ':' */
struct vb_var {
	const char *name, *value;
	enum vb_var_how how;
	struct vb_actor who;
};

struct vb_key {
	const char *name, *value;
	struct vb_actor who;
};

enum { VB_PLAN_REPLACE = 1 }; /* flag of the add functions: an existing node may be replaced */

struct vb_plan *vb_plan_new(struct vb_arena *arena);
struct vb_arena *vb_plan_arena(const struct vb_plan *plan);

/*
 * Adds the node that SPEC describes (path, kind, access, data, len, render, user); WHO did it.
 * On success the node is the plan's copy, found by vb_plan_find.
 */
int vb_plan_add(struct vb_plan *plan, const struct vb_actor *who, const struct vb_node *spec,
	unsigned flags, struct vb_err *err);
/* The common cases of it. */
int vb_plan_add_dir(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	struct vb_err *err);
int vb_plan_add_text(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	const char *text, struct vb_err *err);
int vb_plan_add_link(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	const char *target, struct vb_err *err);
/*
 * For what is added as a whole or not at all: vb_plan_undo takes out again whatever was added
 * since vb_plan_mark, when nothing was removed or replaced meanwhile. An implied dir that was
 * asked for by name in between stays so.
 */
size_t vb_plan_mark(const struct vb_plan *plan);
void vb_plan_undo(struct vb_plan *plan, size_t mark);
/* Removes a node and all below it. There is none: an error. */
int vb_plan_remove(struct vb_plan *plan, const struct vb_actor *who, const char *path,
	struct vb_err *err);

/* The node at PATH (links on the way followed as on entry), or NULL. Bytes of a rendered one may
 * be NULL still: see vb_plan_render. */
const struct vb_node *vb_plan_find(const struct vb_plan *plan, const char *path);
/* Makes the bytes of NODE as things stand. */
int vb_plan_render(struct vb_plan *plan, const struct vb_node *node, struct vb_err *err);
/* The nodes in order; an image comes right behind the dir of its root. NULL at the end. */
size_t vb_plan_count(const struct vb_plan *plan);
const struct vb_node *vb_plan_visit(const struct vb_plan *plan, size_t index);

/* How often nodes were added or removed so far: after that an index means another node. */
uint32_t vb_plan_edits(const struct vb_plan *plan);
/* The same of packages, of keys, of variables; to set one of these again is no edit. */
uint32_t vb_plan_package_edits(const struct vb_plan *plan);
uint32_t vb_plan_key_edits(const struct vb_plan *plan);
uint32_t vb_plan_var_edits(const struct vb_plan *plan);

/* A distribution is planned once: a second one of the same normalized name is an error. */
int vb_plan_add_package(struct vb_plan *plan, const struct vb_actor *who,
	const struct vb_package *package, struct vb_err *err);
/* By normalized or any other spelling of the name. */
const struct vb_package *vb_plan_find_package(const struct vb_plan *plan, const char *name);
size_t vb_plan_package_count(const struct vb_plan *plan);
const struct vb_package *vb_plan_package(const struct vb_plan *plan, size_t index);
/* Whether a lock has asked for some of them. */
bool vb_plan_is_locked(const struct vb_plan *plan);
/* PEP 503: lower case, runs of "-", "_" and "." as one "-". In the arena. */
const char *vb_plan_normalize_name(struct vb_arena *arena, const char *name);

/*
 * Keys of pyvenv.cfg, in the order of their first setting. Setting again keeps the place. Names
 * are compared without case, as the interpreter does; a value may hold any bytes but a newline,
 * a carriage return and a NUL (refused here), the renderer quotes the rest.
 */
int vb_plan_set_key(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	const char *value, struct vb_err *err);
int vb_plan_remove_key(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	struct vb_err *err);
const char *vb_plan_key(const struct vb_plan *plan, const char *name); /* or NULL */
size_t vb_plan_key_count(const struct vb_plan *plan);
const struct vb_key *vb_plan_key_at(const struct vb_plan *plan, size_t index);

/* The prompt shown while the environment is active, without parentheses; any bytes but NUL. */
int vb_plan_set_prompt(struct vb_plan *plan, const struct vb_actor *who, const char *prompt,
	struct vb_err *err);
const char *vb_plan_prompt(const struct vb_plan *plan); /* never NULL */

/* Variables set while the environment is active. A name is [A-Za-z_][A-Za-z0-9_]*. */
int vb_plan_set_var(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	const char *value, enum vb_var_how how, struct vb_err *err);
int vb_plan_remove_var(struct vb_plan *plan, const struct vb_actor *who, const char *name,
	struct vb_err *err);
bool vb_plan_has_var(const struct vb_plan *plan, const char *name);
size_t vb_plan_var_count(const struct vb_plan *plan);
const struct vb_var *vb_plan_var_at(const struct vb_plan *plan, size_t index);

/* Renders what is left to render; afterwards every edit is an error. */
int vb_plan_close(struct vb_plan *plan, struct vb_err *err);
bool vb_plan_is_closed(const struct vb_plan *plan);

/* The rule for paths on its own: NULL, or what is wrong with it. */
const char *vb_plan_path_fault(const char *path, size_t len);
/* Byte order, component by component. */
int vb_plan_path_compare(const char *a, const char *b);

#endif
