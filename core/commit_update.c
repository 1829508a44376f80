/* SPDX-License-Identifier: MIT */
/* In place: an environment, or a directory with something in it, is brought up to date. */
#include "core/commit_way.h"

static int write_update(struct vb_commit *commit, struct vb_err *err)
{
	return vb_err_set(err, VB_EFAIL, "'%s' is not empty: use --clear to make it anew",
		commit->target.path);
}

static int nothing(struct vb_commit *commit, struct vb_err *err)
{
	(void)commit;
	(void)err;
	return 0;
}

static void drop(struct vb_commit *commit)
{
	(void)commit;
}

const struct vb_way vb_way_update = {
	.name = "in place",
	.write = write_update,
	.publish = nothing,
	.undo = nothing,
	.finish = nothing,
	.drop = drop,
};
