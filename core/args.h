/* SPDX-License-Identifier: MIT */
/*
 * A command line, taken apart by a table of switches: --name=VALUE or --name VALUE, -pVALUE or
 * -p VALUE, letters that take nothing together (-qv), "--" before operands that begin with '-'.
 * Options and operands may be mixed. What a switch means is a row of data; what to do with the
 * values is the caller's.
 */
#ifndef VB_ARGS_H
#define VB_ARGS_H

#include "core/arena.h"
#include "core/config.h"
#include "core/err.h"

enum vb_switch_does {
	VB_SWITCH_TITLE,  /* no switch: a heading of the help, in `help` */
	VB_SWITCH_OPTION, /* sets an option of the core */
	VB_SWITCH_COMMON, /* sets an option of every plugin that has it: "KEY=VALUE" in `value` */
	VB_SWITCH_PLUGIN,
	VB_SWITCH_NO_PLUGIN,
	VB_SWITCH_SET,
	VB_SWITCH_VALUE,   /* the command itself looks for its value */
	VB_SWITCH_FLAG,    /* counts in struct vb_args */
	VB_SWITCH_NOTHING, /* accepted: what it asks for is the case anyway */
	VB_SWITCH_REFUSED, /* an error; the reason is in `value` */
};

enum vb_flag {
	VB_FLAG_HELP,
	VB_FLAG_VERSION,
	VB_FLAG_QUIET,
	VB_FLAG_VERBOSE,
	VB_FLAG_JSON,
	VB_FLAG_TRUST_PLUGIN,
	VB_FLAG_FORCE,
	VB_FLAG_PREVIOUS,
	VB_FLAG_STRICT,
	VB_FLAG_TRUST_RECEIPT,
	VB_FLAG_TRUST_ENVIRONMENT,
	VB_FLAG_SEEDED,
	VB_FLAG_OFFLINE,
	VB_FLAG_COUNT,
};

/* A table of them ends with a row without name and help. */
struct vb_switch {
	const char *name; /* without the "--" */
	char letter;      /* or 0 */
	enum vb_switch_does does;
	int id;                /* of the option, or of the flag */
	const char *value;     /* of a switch that need not be given one */
	const char *argument;  /* what --help calls the value; NULL: it takes none */
	const char *help;      /* NULL: not shown */
	const char *only_over; /* of an option: nothing happens unless it has this value */
};

struct vb_setting {
	const struct vb_switch *by;
	const char *spelling; /* as typed: "--copies", "-p" */
	const char *value;
};

struct vb_args {
	const struct vb_setting *settings; /* in the order of the command line */
	size_t setting_count;
	const char *const *operands; /* NULL-terminated */
	size_t operand_count;
	unsigned flags[VB_FLAG_COUNT]; /* how often each was given */
};

/*
 * Takes ARGV (NULL-terminated, without the names of program and command) apart. Mistakes are
 * VB_EUSAGE, an unknown switch names the nearest; behind --help or --version none counts.
 */
int vb_args_parse(struct vb_arena *arena, const struct vb_switch *switches, const char *const *argv,
	struct vb_args *ret_args, struct vb_err *err);
/* Whether the switch was given. */
bool vb_args_has(const struct vb_args *args, const char *name);
/* What the settings say, put into a configuration. */
int vb_args_apply(const struct vb_args *args, struct vb_arena *arena,
	const struct vb_config_target *target, const char *cwd, struct vb_err *err);

#endif
