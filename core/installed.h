/* SPDX-License-Identifier: MIT */
/*
 * The packages that an environment has, as their .dist-info directories tell, whoever installed
 * them: recording installed projects. What is read here was written by anybody: paths that leave
 * the environment are left out.
 */
#ifndef VB_INSTALLED_H
#define VB_INSTALLED_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/path_set.h"

struct vb_installed {
	const char *name; /* normalized */
	const char *version;
	const char *site;      /* the site-packages directory, relative to the environment */
	const char *dist_info; /* its .dist-info directory, relative to the environment */
};

/* The packages in the directory SITE below ROOT_FD, in byte order; none when there is none. */
int vb_installed_list(struct vb_arena *arena, int root_fd, const char *site,
	const struct vb_installed **ret_packages, size_t *ret_count, struct vb_err *err);
/* Likewise what an installer before dist-info left there: NAME-VERSION-pyX.Y.egg-info, a directory
 * or a file, or NAME.egg-link of what is developed elsewhere; the version is "" where the name does
 * not say it. Nothing lists their files. */
int vb_installed_list_eggs(struct vb_arena *arena, int root_fd, const char *site,
	const struct vb_installed **ret_packages, size_t *ret_count, struct vb_err *err);
/* Whether its metadata is there: a run that died while it removed the package may have left the
 * directory. */
int vb_installed_check_whole(struct vb_arena *arena, int root_fd,
	const struct vb_installed *package, bool *ret_whole, struct vb_err *err);
/* Whether its RECORD is no file, or one of a size that no installer writes. */
int vb_installed_check_odd(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	bool *ret_odd, struct vb_err *err);
/* Adds the files of PACKAGE, relative to the environment. One without a RECORD, or with an odd
 * one, adds none, and returns 1. */
int vb_installed_files(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_path_set *files, struct vb_err *err);
/* Appends the text of its RECORD; 1 when it has none, or an odd one. */
int vb_installed_record(struct vb_arena *arena, int root_fd, const struct vb_installed *package,
	struct vb_buf *text, struct vb_err *err);
/* The site-packages directories of all interpreters below ROOT_FD: lib/NAME/site-packages and
 * lib64/NAME/site-packages, links not followed. NULL-terminated. */
int vb_installed_sites(
	struct vb_arena *arena, int root_fd, const char *const **ret_sites, struct vb_err *err);

struct vb_installed_row {
	const char *path; /* relative to the environment */
	const char *hash; /* "sha256=…"; or NULL */
};
/* The rows in the TEXT of a RECORD that lies below SITE, in its order. Pure. */
size_t vb_installed_rows(struct vb_arena *arena, const char *text, size_t len, const char *site,
	const struct vb_installed_row **ret_rows);
/* Adds the paths in the TEXT of a RECORD that lies below SITE. Pure. */
void vb_installed_parse(struct vb_arena *arena, const char *text, size_t len, const char *site,
	struct vb_path_set *files);

#endif
