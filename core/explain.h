/* SPDX-License-Identifier: MIT */
/*
 * Who put the files of an environment there: its receipt tells of what was added singly, the
 * RECORDs tell whose the files of packages are, and what neither knows is foreign.
 */
#ifndef VB_EXPLAIN_H
#define VB_EXPLAIN_H

#include "core/receipt.h"

struct vb_explanation {
	const char *path;    /* relative to the environment */
	const char *by;      /* the stage or plugin; NULL: foreign */
	const char *package; /* whose file it is, as far as a RECORD tells; or NULL */
	const char *version;
	bool is_bytecode; /* made from a source of the package */
	bool is_missing;  /* the receipt has it, the disk does not */
};

struct vb_explainer;

/* RECEIPT is that of the environment below ROOT_FD; the arena holds all that comes out. */
int vb_explainer_new(struct vb_arena *arena, int root_fd, const struct vb_receipt *receipt,
	struct vb_explainer **ret_explainer, struct vb_err *err);
/* Of one file. */
struct vb_explanation vb_explain(const struct vb_explainer *explainer, const char *path);
/*
 * Of PATH when it is a file, of all files below it when it is a directory ("": all there are),
 * in byte order, with those that the receipt has and that are missing. None: there is no such
 * thing.
 */
int vb_explain_below(const struct vb_explainer *explainer, const char *path,
	const struct vb_explanation **ret_list, size_t *ret_count, struct vb_err *err);

/* The source that PATH is the byte code of ("a/__pycache__/b.cpython-313.pyc": "a/b.py"), in the
 * arena, or NULL. Pure. */
const char *vb_explain_source(struct vb_arena *arena, const char *path);

#endif
