/* SPDX-License-Identifier: MIT */
/*
 * What an environment on the disk says of itself, whoever made it: its pyvenv.cfg, its receipt,
 * its packages. Read without starting anything, and without leaving the environment: what is a
 * link where a file or a directory belongs counts as missing. All strings are in the arena, and
 * may hold any bytes.
 */
#ifndef VB_ENVIRONMENT_H
#define VB_ENVIRONMENT_H

#include "core/installed.h"
#include "core/receipt.h"
#include "core/target.h"

struct vb_cfg_key {
	const char *name, *value;
};

struct vb_environment_package {
	struct vb_installed installed;
	const struct vb_receipt_package *seeded; /* what the receipt says of it, or NULL */
	const char *by;     /* who seeded it; NULL: it came later, or nothing tells */
	const char *sha256; /* of the wheel that it was seeded from, or NULL */
};

struct vb_environment {
	struct vb_target target;
	int fd;                        /* its directory */
	const struct vb_cfg_key *keys; /* of pyvenv.cfg, in its order */
	size_t key_count;
	const char *maker;         /* "venvb", "venv", "virtualenv", "uv"; NULL: no pyvenv.cfg */
	const char *maker_version; /* or NULL: venv does not say */
	const char *prompt;        /* of pyvenv.cfg, unquoted, or NULL */
	const char *implementation, *version; /* of pyvenv.cfg, or NULL */
	const char *base; /* the base interpreter, absolute; NULL: nothing tells */
	bool base_is_there;
	bool sees_system_packages;
	struct vb_receipt receipt; /* empty without one */
	bool has_receipt;
	const char *receipt_fault;                     /* why the receipt cannot be read; or NULL */
	const struct vb_environment_package *packages; /* by site-packages directory and name */
	size_t package_count;
};

/* What ARG, as typed, leads to. An error when there is no environment, nor what is left of one. */
int vb_environment_read(struct vb_arena *arena, const struct vb_target_opts *opts,
	struct vb_environment *ret_environment, struct vb_err *err);
void vb_environment_done(struct vb_environment *environment);

/* The value of a key of pyvenv.cfg, or NULL. */
const char *vb_environment_key(const struct vb_environment *environment, const char *name);
/* Whether the receipt is of what is there now: nobody has made the environment anew since. */
bool vb_environment_is_ours(const struct vb_environment *environment);

/* The lines "NAME = VALUE" of a pyvenv.cfg. Pure. */
size_t vb_cfg_parse(
	struct vb_arena *arena, const char *text, size_t len, const struct vb_cfg_key **ret_keys);

#endif
