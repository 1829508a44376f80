/* SPDX-License-Identifier: MIT */
/*
 * What the commands beside `venvb create` have in common: their switches are taken apart, -q, -v
 * and --help heard, and with --json an error is JSON too. What a command does is its `run`.
 */
#ifndef VB_COMMAND_H
#define VB_COMMAND_H

#include "core/create.h"
#include "core/run.h"
#include "core/target.h"

struct vb_command {
	const char *usage; /* "venvb explain [OPTION]... ENV_DIR [PATH]..." and what it does */
	const struct vb_switch *switches;
	size_t least, most;   /* operands that it takes */
	const char *operands; /* what they are, for who left them out */
	/* A result that was printed as JSON stays in command->results; an error behind it is then
	 * not printed as JSON once more. */
	int (*run)(struct vb_create *command, struct vb_err *err);
};

int vb_command_run(const struct vb_command *command, struct vb_cli *cli, const char *const *words,
	struct vb_err *err);

bool vb_command_is_json(const struct vb_create *command);
/* The value of a switch that the command itself reads, or OTHERWISE. */
const char *vb_command_value(
	const struct vb_create *command, const char *name, const char *otherwise);
/* A run for who writes without making an environment: it has no plugins but the policies, which
 * stop it when they are broken. RUN->host is the caller's to end. */
int vb_command_begin_run(
	const struct vb_create *command, struct vb_run *ret_run, struct vb_err *err);
/* The environment that the first operand names: without one it is .venv. */
struct vb_target_opts vb_command_target(const struct vb_create *command);
/* Prints JSON, which becomes the command's. */
int vb_command_print_json(struct vb_create *command, json_t *json, struct vb_err *err);

/* What -q and -v ask for. */
void vb_command_set_level(const struct vb_args *args, struct vb_log *log);
/* Whether WORDS ask for JSON: who does gets it also when the command line itself is wrong. */
bool vb_command_wants_json(const char *const *words);

#endif
