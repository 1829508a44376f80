/* SPDX-License-Identifier: MIT */
/* The stage that finds the interpreter. */
#include "core/conduct.h"
#include "core/discover.h"
#include "core/option.h"
#include "core/pipeline.h"
#include "core/run.h"

int vb_stage_resolve(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_search search = {
		.arena = run->arena,
		.log = run->log,
		.cache = run->cache,
		.cwd = run->cwd,
	};
	const struct vb_interp *interp;
	int rc;

	(void)self;
	vb_conduct_restore_all(run);
	rc = vb_discover(&search, run->interpreter ? run->interpreter : run->request.python,
		&interp, err);
	if (rc < 0)
		return vb_option_blame(&run->request, VB_OPT_PYTHON, err);
	vb_verbose(run->log, "the interpreter is '%s', %s %s", interp->executable,
		interp->implementation, vb_interp_version(interp, run->arena));
	run->interp = interp;
	return 0;
}
