/* SPDX-License-Identifier: MIT */
/*
 * One run: everything that the making of one environment knows. Whoever makes it (create_job.c)
 * owns it; stages and hooks get it whole.
 */
#ifndef VB_RUN_H
#define VB_RUN_H

#include "core/err.h"
#include "core/log.h"
#include "core/request.h"

#include <sys/types.h>

struct vb_arena;
struct vb_cache;
struct vb_commit;
struct vb_host;
struct vb_interp;
struct vb_plan;
struct vb_receipt;
struct vb_target;

struct vb_run {
	struct vb_arena *arena;
	const struct vb_log *log;
	struct vb_request request;
	const struct vb_target *target; /* what is there now */
	const struct vb_receipt *repeats; /* what it is to be like, of --from; or NULL */
	bool is_python_typed; /* beside it, which is to be like it but for that */
	const char *interpreter; /* that `resolve` takes whatever the request says; or NULL */
	const struct vb_interp *interp; /* set by `resolve` */
	struct vb_plan *plan;
	struct vb_cache *cache;   /* never NULL; may be without a directory */
	struct vb_host *host;     /* the plugins of this run, never NULL */
	struct vb_commit *commit; /* the target's lock and all that is done to it; NULL in a dry run */
	const char *const *argv;  /* the command line, for the `command` key */
	bool is_crew; /* of those that unpack side by side, who hold the lock of the images */
	mode_t umask;             /* read once */
	const char *cwd;          /* read once; absolute */
};

#endif
