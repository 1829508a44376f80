/* SPDX-License-Identifier: MIT */
/*
 * What a receipt says was asked for, asked for again: to look at what an environment would be
 * today (replan.c), or to make another one like it (replay.c).
 *
 * A receipt may be a stranger's, as a project's file may be: unless trusted, what it says of
 * plugins counts as if such a file said it, where the user's own configuration does not say the
 * same. Another environment is made without what is closed to such files when that makes no
 * difference: which interpreter it was its version tells, what was seeded its packages' hashes,
 * and how files get out of the cache is this machine's affair.
 */
#ifndef VB_REPEAT_H
#define VB_REPEAT_H

#include "core/arena.h"
#include "core/config.h"
#include "core/err.h"
#include "core/log.h"
#include "core/receipt.h"
#include "core/request.h"

struct vb_repeat {
	struct vb_arena *arena;
	const struct vb_log *log;
	struct vb_request *request;
	struct vb_config *config;
	const char *base; /* of relative paths among the options */
	bool trusts_receipt;
	bool is_anew; /* for another environment: what the command line says goes before it */
};

int vb_repeat_request(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, struct vb_err *err);
/* The plugins of the receipt, and no other; the policies come by themselves. */
int vb_repeat_plugins(
	const struct vb_repeat *repeat, const struct vb_receipt *receipt, struct vb_err *err);
/* Puts behind an error that blames the receipt which option believes it. Returns its code. */
int vb_repeat_blame(struct vb_err *err);
/* Whether to start EXECUTABLE is safe whoever names it, in what lies at FOUND: root's, or of who could
 * change venvb, and nothing that may have come together with FOUND. */
bool vb_repeat_may_start(struct vb_arena *arena, const char *executable, const char *found);

#endif
