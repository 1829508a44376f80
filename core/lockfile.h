/* SPDX-License-Identifier: MIT */
/*
 * What an environment holds, as a lock: each package with the hash of the wheel that it came from,
 * or with what else it came from. As a pylock.toml (PEP 751), or as requirements with hashes.
 */
#ifndef VB_LOCKFILE_H
#define VB_LOCKFILE_H

#include "core/direct_url.h"
#include "core/environment.h"

struct vb_interp;
struct vb_run;

enum vb_locked_kind {
	VB_LOCKED_UNKNOWN, /* nothing tells where it came from */
	VB_LOCKED_WHEEL,
	VB_LOCKED_SDIST,
	VB_LOCKED_DIRECT, /* an archive, a repository or a directory */
};

struct vb_locked {
	const struct vb_installed *installed;
	const char *name, *version;
	enum vb_locked_kind kind;
	const char *file;   /* the name of the wheel or source distribution, or NULL */
	const char *url;    /* where an index has it, or NULL */
	const char *sha256; /* of the file: 64 hexadecimal digits, or NULL */
	struct vb_direct_url direct;
	const char *why; /* of what is unknown: what the index said, or NULL */
	bool is_seeded;  /* by a plugin of its own accord, from a wheel that only this machine may
			    have */
};

struct vb_lockfile {
	const struct vb_environment *environment;
	const struct vb_interp *interp; /* NULL: it could not be asked */
	bool trusts_environment;        /* its own interpreter and pip may be started */
	bool has_seeded;                /* also what plugins seed of their own accord */
	struct vb_locked *packages;     /* by name */
	size_t count;
};

/* From what is on this machine: the metadata of the packages, the receipt, the cache of RUN. */
int vb_lockfile_gather(struct vb_run *run, struct vb_lockfile *lockfile, struct vb_err *err);
/*
 * Asks the index that pip's configuration names for the packages of which the hash is unknown, or
 * the URL, with NEEDS_URLS; by the pip of the interpreter, or of an environment that is trusted,
 * whose packages run then. What the index has is taken only if the files are those that are
 * installed. Only what cannot even be tried is an error.
 */
int vb_lockfile_ask(
	struct vb_run *run, struct vb_lockfile *lockfile, bool needs_urls, struct vb_err *err);

/* The same lock gives the same bytes. Pure. */
void vb_lockfile_pylock(
	const struct vb_lockfile *lockfile, struct vb_arena *arena, struct vb_buf *out);
void vb_lockfile_requirements(
	const struct vb_lockfile *lockfile, struct vb_arena *arena, struct vb_buf *out);
/* "acme 1.0", or why it cannot be in a lock as a wheel: "acme 1.0 is editable". */
const char *vb_lockfile_fault(struct vb_arena *arena, const struct vb_locked *package);

#endif
