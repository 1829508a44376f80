/* SPDX-License-Identifier: MIT */
/*
 * What the parts of `venvb create` share: the command (cmd_create.c), the run for one directory
 * (create_job.c) and the help (create_help.c).
 */
#ifndef VB_CREATE_H
#define VB_CREATE_H

#include "core/args.h"
#include "core/cli.h"

#include <jansson.h>

struct vb_host;

struct vb_create {
	struct vb_cli *cli;
	const struct vb_switch *switches;
	struct vb_args args;
	const char *cwd; /* "/" when the current directory does not exist any more */
	bool cwd_is_gone;
	json_t *results; /* with --json: an array */
	bool only_looks; /* and so goes on when a policy is broken */
};

/* All layers for an environment in the directory PARENT; NULL: without a project's file. */
int vb_create_configure(const struct vb_create *create, struct vb_arena *arena, const char *parent,
	const struct vb_config_target *target, struct vb_err *err);
/* Which files and variables they are. */
int vb_create_config_opts(const struct vb_create *create, struct vb_arena *arena,
	const char *parent, struct vb_config_opts *ret_opts, struct vb_err *err);
/* The plugins that CONFIG enables, and the policies. */
int vb_create_load_plugins(const struct vb_create *create, struct vb_arena *arena,
	const struct vb_config *config, struct vb_host **ret_host, struct vb_err *err);

/* Makes one environment and tells of it: prints, or adds to the results, the error included. */
int vb_create_one(struct vb_create *create, const char *typed, struct vb_err *err);
int vb_create_help(const struct vb_create *create, struct vb_err *err);

#endif
