/* SPDX-License-Identifier: MIT */
/*
 * The programs that keep several interpreters (pyenv, uv, asdf, mise, conda): where their
 * installations are, and which of them a shim stands for. Nothing of theirs is ever run; files
 * are read, and what they say is not trusted to be more than the name of an installation.
 */
#ifndef VB_MANAGER_H
#define VB_MANAGER_H

#include "core/arena.h"
#include "core/err.h"
#include "core/spec.h"

struct vb_installation {
	const char *prefix;  /* absolute; its interpreter is in bin */
	const char *manager; /* "pyenv" */
	struct vb_hint hint; /* what its name or its package database tells */
};

/* All of them, newest first, pre-releases and what tells nothing last. Returns how many. */
size_t vb_manager_installations(struct vb_arena *arena, const struct vb_installation **ret_list);

/* The interpreter in it, or NULL. */
const char *vb_manager_executable(
	struct vb_arena *arena, const struct vb_installation *installation);

/* "pyenv, uv, asdf, mise and conda" */
extern const char vb_manager_names[];

struct vb_shim {
	const char *manager;
	const char *target; /* what it stands for, or NULL */
	const char *why;    /* without a target: "pyenv chooses 3.9.1, which is not installed" */
	bool is_missing;    /* just that: started, it would fail whatever it is called */
};

/* Whether the program at PATH (absolute) is a shim, and what it stands for in directory CWD. */
bool vb_manager_shim(
	struct vb_arena *arena, const char *path, const char *cwd, struct vb_shim *ret_shim);

/* The newest of the installations in DIR (absolute) that NAME may mean: NAME itself, or with "3.12"
 * the newest 3.12.x. NULL: none. */
const char *vb_manager_newest(struct vb_arena *arena, const char *dir, const char *name);

/* Negative when A is to be preferred: newer, final, with more known of it. */
int vb_manager_order(const struct vb_hint *a, const struct vb_hint *b);

struct vb_manager {
	const char *name;
	const char *root_variable;   /* where its data are */
	const char *root_xdg;        /* else below $XDG_DATA_HOME, or NULL */
	const char *root_home;       /* or, without that, below the home directory */
	const char *installations;   /* below the root; "": the root itself */
	const char *choice_variable; /* what its shims obey first; NULL: it has none */
	const char *choice_files[5]; /* then: in the current directory, or the next above */
	const char *global_files[3]; /* then: below the root, or with "~/" the home directory */
};

extern const struct vb_manager vb_managers[];
extern const size_t vb_manager_count;

/* Absolute, or NULL. */
const char *vb_manager_root(struct vb_arena *arena, const struct vb_manager *manager);

#endif
