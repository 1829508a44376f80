/* SPDX-License-Identifier: MIT */
/*
 * Where a package was installed from when that was no index: the direct_url.json of its .dist-info
 * directory (PEP 610), and the requirement that asks for the same again.
 */
#ifndef VB_DIRECT_URL_H
#define VB_DIRECT_URL_H

#include "core/installed.h"

struct vb_direct_url {
	const char *url;          /* of an archive, a repository or (file://) a directory */
	const char *vcs, *commit; /* "git" and what was checked out; or NULL */
	const char *subdirectory; /* or NULL */
	const char *hash;         /* "sha256=…" of an archive, or NULL */
	bool is_editable, is_directory;
};

/* 0; 1 when it came from an index, or when what is written there is nothing of the kind. */
int vb_direct_url_read(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_direct_url *ret_direct);
/* The same from a text. Pure. */
int vb_direct_url_parse(
	struct vb_arena *arena, const char *text, size_t len, struct vb_direct_url *ret_direct);
/* A line of a requirements file: "NAME @ URL", or "-e URL" of what is editable. Pure. */
const char *vb_direct_url_requirement(
	struct vb_arena *arena, const char *name, const struct vb_direct_url *direct);

#endif
