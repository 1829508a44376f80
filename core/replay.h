/* SPDX-License-Identifier: MIT */
/*
 * `venvb create --from`: another environment like one that is there, or was: its interpreter to
 * the exact version, its options, its plugins, its packages to the hash.
 */
#ifndef VB_REPLAY_H
#define VB_REPLAY_H

#include "core/err.h"

#include <stdbool.h>

struct vb_actor;
struct vb_arena;
struct vb_config;
struct vb_plugin;
struct vb_receipt;
struct vb_run;

/* Reads the receipt of the environment at WHAT, or the receipt that WHAT is; relative to CWD. */
int vb_replay_read(struct vb_arena *arena, const char *cwd, const char *what,
	const struct vb_receipt **ret_receipt, struct vb_err *err);
/* Puts what RECEIPT says into the request of RUN and into CONFIG, but for what the command line
 * says otherwise; RUN->repeats is the receipt then. TRUSTS: what only the receipt says of plugins
 * is believed. */
int vb_replay_configure(struct vb_run *run, struct vb_config *config,
	const struct vb_receipt *receipt, bool trusts, struct vb_err *err);
/* Finds the interpreter, once the cache is open. An error names the nearest. */
int vb_replay_choose(struct vb_run *run, bool trusts, struct vb_err *err);
/* That its plugins are those that it was made with, as far as their versions tell: else a warning.
 */
void vb_replay_compare(const struct vb_run *run);

/* The stage `packages`: plans the packages of RUN->repeats that the cache has, by their hashes. */
int vb_replay_packages(struct vb_run *run, const struct vb_actor *self, struct vb_err *err);
/* Whether PLUGIN need not seed: all that it had added is planned already, by hash, and the command
 * line tells it nothing else. */
bool vb_replay_makes_up_for(const struct vb_run *run, const struct vb_plugin *plugin);
/* When all plugins have seeded: an error lists those that are not planned, or from other wheels. */
int vb_replay_check(const struct vb_run *run, struct vb_err *err);

#endif
