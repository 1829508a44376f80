/* SPDX-License-Identifier: MIT */
/*
 * The receipt, venvb-receipt.json at the root of an environment: what was asked for, of which
 * interpreter and with which plugins, every file that was added singly with who added it, and
 * every package once (its files are in its RECORD). It holds no time, so the same request gives
 * the same bytes. The prompt and the variables of the activation stand in it as they do in the
 * activation scripts, which anybody may read who may read the receipt.
 */
#ifndef VB_RECEIPT_H
#define VB_RECEIPT_H

#include "core/plan.h"

#define VB_RECEIPT_NAME "venvb-receipt.json"
/* The format, its member "receipt". A member more does not change the number: who does not know
 * it passes over it. A higher number is one that an older reader would misunderstand. */
#define VB_RECEIPT_SCHEMA 1

/* What a receipt calls the ways in which a variable is set: by enum vb_var_how. */
enum { VB_RECEIPT_HOWS = VB_VAR_APPEND + 1 };
extern const char *const vb_receipt_hows[VB_RECEIPT_HOWS];

struct vb_actor;
struct vb_run;

/* Plans the file; it is rendered when the plan closes. */
int vb_receipt_plan(struct vb_run *run, const struct vb_actor *who, struct vb_err *err);

struct vb_receipt_file {
	const char *path;   /* valid by vb_plan_path_fault */
	const char *kind;   /* "file", "link", "copy", "dir" */
	const char *target; /* of a link; or NULL */
	const char *by;
};
struct vb_receipt_package {
	const char *name, *version, *root, *dist_info, *by;
	const char *sha256;     /* 64 hexadecimal digits, or "" */
	const char *source;     /* the URL that its wheel came from; or NULL */
	const char *direct_url; /* what its direct_url.json holds; or NULL */
	bool locked;            /* asked for by a lock, which had no others than these */
	bool requested;         /* and not for the sake of another: it has REQUESTED */
	/* Its turn among those of which the one that was added last had its way, as struct
	 * vb_package says; 0: it is none of them. */
	int64_t overlays;
};
struct vb_receipt_value {
	const char *key;
	const char *const *values; /* one, or the elements of a list; "***" stands for a secret */
	size_t count;
	const char *origin; /* "command-line", …; or NULL */
};
struct vb_receipt_plugin {
	const char *name, *version, *tier;
	const char *file; /* of the tier "file"; or NULL */
	const struct vb_receipt_value *options;
	size_t option_count;
};
struct vb_receipt {
	const char *prompt;        /* NULL when it does not say */
	const struct vb_var *vars; /* of the activation; who set them is not said */
	size_t var_count;
	const char *venvb; /* the version that wrote it; "" when it does not say */
	const char *path;  /* where the environment was made; or NULL, as those below */
	const char *found; /* what it was read from: its reader's to set, and no word of its own */
	const char *name;  /* what its user called it */
	const char *executable, *implementation, *version; /* of the base interpreter */
	const struct vb_receipt_value *request; /* the core's options that were not the default */
	size_t request_count;
	const struct vb_receipt_plugin *plugins; /* in the order of the run */
	size_t plugin_count;
	const struct vb_receipt_file *files;
	size_t file_count;
	const struct vb_receipt_package *packages;
	size_t package_count;
};

/*
 * Reads the receipt below DIRFD into the arena. Returns 1 when there is none. What it says comes
 * from the disk: entries whose paths are not safe are left out. One of a newer format is an error.
 */
int vb_receipt_read(
	struct vb_arena *arena, int dirfd, struct vb_receipt *ret_receipt, struct vb_err *err);
/* The same of a receipt that lies anywhere, under any name; that there is none is an error. */
int vb_receipt_read_file(struct vb_arena *arena, const char *path, struct vb_receipt *ret_receipt,
	struct vb_err *err);

#endif
