/* SPDX-License-Identifier: MIT */
/*
 * A run of the pipeline with one plugin and without effect: a made-up interpreter, an environment
 * only for the hooks of `after commit`, in a sandbox of directories. For the process of a check
 * alone: it changes directory and environment. What the plugin does wrong by its results is told;
 * what it does to the process is for whoever watches its hooks.
 */
#ifndef VB_REHEARSAL_H
#define VB_REHEARSAL_H

#include "core/buf.h"
#include "core/child.h"
#include "core/descriptor.h"
#include "core/plugin_survey.h"

struct vb_interp;

/* Of which age the host is. */
enum vb_age {
	VB_AGE_NOW,
	VB_AGE_OLDEST, /* the table as a host of an older minor has it, with nothing readable
			  behind it */
	VB_AGE_FUTURE, /* longer structs, with what is no pointer behind */
};

struct vb_rehearsal_opts {
	enum vb_age age;
	uint16_t minor; /* with VB_AGE_OLDEST: of which minor */
	bool is_real;   /* no dry run: up to `after commit`, and then it fails */
	size_t fail_at; /* the call to the host that fails; 0: none */
	/* Called before and after each hook; WHERE names it. Or NULL. */
	void (*watch)(void *user, const char *where, bool is_after);
	void *user;
};

struct vb_rehearsal {
	struct vb_buf faults; /* what the hooks did wrong by their results, a line each */
	struct vb_buf plan;   /* what came of it: a line for each thing that is planned */
	struct vb_buf reason; /* why it ended, when a hook failed or denied; else "" */
	size_t calls;         /* of functions of the host that can fail */
};

#define VB_REHEARSAL_INIT                                                                          \
	{                                                                                          \
		VB_BUF_INIT, VB_BUF_INIT, VB_BUF_INIT, 0                                           \
	}
void vb_rehearsal_done(struct vb_rehearsal *rehearsal);
#define vb_auto_rehearsal __attribute__((cleanup(vb_rehearsal_done))) struct vb_rehearsal

struct vb_play { /* what is rehearsed, and where */
	struct vb_child *child;
	const char *sandbox; /* a directory of our own, absolute */
	const char *plugin_path;
	const struct vb_descriptor *descriptor;
	const struct vb_survey *survey;
};

/* The directories of the sandbox: below it "work", "home", "tmp", and the one that holds the
 * target. */
int vb_sandbox_make(const char *sandbox, struct vb_err *err);
/* Makes this process live there. */
int vb_sandbox_enter(struct vb_arena *arena, const char *sandbox, struct vb_err *err);

/* A failure of the call is ours; of the plugin's options, which may need values, it is told. */
int vb_rehearse(const struct vb_play *scene, const struct vb_rehearsal_opts *opts,
	struct vb_rehearsal *rehearsal, struct vb_err *err);

#endif
