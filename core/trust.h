/* SPDX-License-Identifier: MIT */
/*
 * Who could change a file: it, and every directory above it, must belong to root or to one other
 * user, and be writable by nobody else. Then nobody else can put another file in its place
 * between this look at it and dlopen.
 */
#ifndef VB_TRUST_H
#define VB_TRUST_H

#include "core/arena.h"
#include "core/err.h"

#include <sys/stat.h>

struct vb_trust_rules {
	uid_t owner;          /* who may own it, besides root */
	const char *who;      /* what a message calls that user: "you" */
	bool private_group;   /* a group in which nobody else is counts as its user */
	bool accept_all;      /* only what is there is looked at, not whose it is */
	const char *program;  /* the path of this program, or NULL: who can change a directory
				 above it can change it anyway, so those are fine */
	const char *override; /* the option that accepts it all the same, for a message; or NULL */
};

/* What is wrong with one step of the way. */
enum vb_trust_fault {
	VB_TRUST_FINE,
	VB_TRUST_OWNER,    /* belongs to somebody else */
	VB_TRUST_EVERYONE, /* everyone may write */
	VB_TRUST_GROUP,    /* a group may write in which others are */
	VB_TRUST_ACL,      /* an access control list may let others write */
};

/* A file or directory on the way, as it was found. */
struct vb_trust_step {
	uid_t uid;
	mode_t mode;
	bool group_is_private; /* nobody but the owner of the rules, or root, is in its group */
	bool has_acl;
};

/* What RULES ask of the file at PATH, which ST is of. Looks at its access control list and at the
 * members of its group, but only where they matter. */
struct vb_trust_step vb_trust_describe(
	const char *path, const struct stat *st, const struct vb_trust_rules *rules);
/* The decision alone. Pure. */
enum vb_trust_fault vb_trust_judge(
	const struct vb_trust_step *step, const struct vb_trust_rules *rules);

/* PATH absolute and with all links resolved, in the arena. */
int vb_trust_resolve(
	struct vb_arena *arena, const char *path, const char **ret_path, struct vb_err *err);
/*
 * Opens the regular file at PATH, as vb_trust_resolve gave it, for reading, going down from "/"
 * without following links and judging each step. A descriptor, or a negative code.
 */
int vb_trust_open(const char *path, const struct vb_trust_rules *rules, struct vb_err *err);
/* The same for a directory. */
int vb_trust_open_dir(const char *path, const struct vb_trust_rules *rules, struct vb_err *err);
/*
 * That PATH, absolute, may be used under that name: it is a file or a directory, and it, the links
 * on the way and what each of them lies in are by RULES.
 */
int vb_trust_follow(struct vb_arena *arena, const char *path, const struct vb_trust_rules *rules,
	struct vb_err *err);

/* The rules for what is installed: whoever could change this program may own it. */
struct vb_trust_rules vb_trust_installed(struct vb_arena *arena);

#endif
