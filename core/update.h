/* SPDX-License-Identifier: MIT */
/*
 * What bringing an environment up to date will change: decided from the plan and what is there,
 * before anything is changed. Files are ours when the old receipt lists them, or when a builder of
 * environments writes them; packages are known by their RECORD; all else is foreign and stays.
 */
#ifndef VB_UPDATE_H
#define VB_UPDATE_H

#include "core/path_set.h"
#include "core/swap.h"

struct vb_commit;

struct vb_update {
	bool *skip; /* of the plan's nodes: there already, or of a package that stays */
	struct vb_path_set retired;  /* files of packages that are replaced */
	struct vb_path_set obsolete; /* ours that are planned no longer */
	struct vb_path_set
		infos; /* .dist-info directories of replaced packages: in behind the rest */
	struct vb_swap swap;
};

/* An error names the foreign file that is in the way. */
int vb_update_decide(struct vb_commit *commit, struct vb_update *update, struct vb_err *err);
/* What is left in the site-packages directories of other interpreters is told. */
int vb_update_tell_left_behind(struct vb_commit *commit, struct vb_err *err);

/* Adds the files in the environment at ROOT_FD that a builder of environments writes. */
int vb_update_add_known(
	struct vb_arena *arena, int root_fd, struct vb_path_set *ours, struct vb_err *err);

#endif
