/* SPDX-License-Identifier: MIT */
/*
 * The command line: which command is meant. A command is a file, cmd_NAME.c, and a row of the
 * table in cli.c. Commands write results to `output` and return errors; they print no message
 * and never exit.
 */
#ifndef VB_CLI_H
#define VB_CLI_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/log.h"

#include <sys/types.h>

struct vb_cli {
	struct vb_arena *arena; /* lives as long as the program */
	struct vb_log *log;     /* a command sets its level by -q and -v */
	int output;             /* where results go: standard output */
	const char *const *argv; /* the whole command line */
	const char *const *environ; /* NULL with raised privileges */
	mode_t umask;               /* read once */
};

typedef int vb_command_fn(struct vb_cli *cli, const char *const *args, struct vb_err *err);

/* Runs what ARGV says. */
int vb_cli_run(struct vb_cli *cli, struct vb_err *err);
/* Writes a result. That it cannot be written is an error like any other. */
int vb_cli_print(const struct vb_cli *cli, const struct vb_buf *text, struct vb_err *err);

vb_command_fn vb_cmd_config; /* core/cmd_config.c */
vb_command_fn vb_cmd_create;   /* core/cmd_create.c */
vb_command_fn vb_cmd_exec;     /* core/cmd_exec.c */
vb_command_fn vb_cmd_explain;  /* core/cmd_explain.c */
vb_command_fn vb_cmd_inspect;  /* core/cmd_inspect.c */
vb_command_fn vb_cmd_lock;     /* core/cmd_lock.c */
vb_command_fn vb_cmd_pipeline; /* core/cmd_pipeline.c */
vb_command_fn vb_cmd_plugin;   /* core/cmd_plugin.c */
vb_command_fn vb_cmd_remove;   /* core/cmd_remove.c */
vb_command_fn vb_cmd_undo;     /* core/cmd_undo.c */
vb_command_fn vb_cmd_verify;   /* core/cmd_verify.c */

#endif
