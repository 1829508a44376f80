/* SPDX-License-Identifier: MIT */
/*
 * Planning an environment again: a dry run of the request in its receipt, with the plugins it
 * names, judged by the policies of today. Nothing of the environment is written.
 *
 * A receipt may be a stranger's, as a project's file may be: unless trusted, what it says of
 * plugins counts as if such a file said it, where the user's own configuration does not say the
 * same, and an interpreter that only it names is started only when it is root's, or venvb's
 * owner's.
 */
#ifndef VB_REPLAN_H
#define VB_REPLAN_H

#include "core/create.h"
#include "core/environment.h"
#include "core/run.h"

struct vb_replan {
	struct vb_run run; /* its plan is closed once vb_replan has succeeded */
	struct vb_config config;
	struct vb_log log; /* of the dry run, of which no notice is one of the command's */
	bool trusts_receipt;
};

/* VB_EDENIED: the policies would not allow it today; any other error says why there is no plan. */
int vb_replan(struct vb_replan *replan, const struct vb_create *command,
	const struct vb_environment *environment, struct vb_err *err);
/* Whatever came of it. The plan stays, in the arena of the command. */
void vb_replan_done(struct vb_replan *replan);

#endif
