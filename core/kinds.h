/* SPDX-License-Identifier: MIT */
/*
 * Kinds of nodes that are newer than a policy: it was compiled when there was none such, and so
 * cannot have judged them. They are a denial, unless the policy says that it allows them.
 */
#ifndef VB_KINDS_H
#define VB_KINDS_H

#include "core/err.h"

struct vb_run;

/* What a policy was compiled with. */
struct vb_kinds_judge {
	unsigned minor; /* of the contract */
	unsigned flags; /* VENVB_PLUGIN_… */
};

/* Whether it judges a kind that came with minor SINCE. Pure. */
bool vb_kinds_is_judged(const struct vb_kinds_judge *judge, unsigned since);
/* Every policy of the run against every node of the closed plan: VB_EDENIED names both. */
int vb_kinds_check(const struct vb_run *run, struct vb_err *err);

#endif
