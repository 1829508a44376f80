/* SPDX-License-Identifier: MIT */
/*
 * A run with a plan of a few nodes, taken through a commit: for the tests of all its ways. The
 * directory is that of tree.h.
 */
#ifndef VB_TESTS_MAKING_H
#define VB_TESTS_MAKING_H

#include "core/commit_way.h"
#include "core/interp.h"
#include "core/plan.h"
#include "core/run.h"

extern struct vb_run making_run;
extern struct vb_err making_err;
extern const char *making_said; /* all lines that the run logged, a newline behind each */

void making_set_up(void);
void making_tear_down(void);

/* A new plan and request; FLAGS: c clear, k keep, u upgrade, f force. */
void making_start(const char *flags);
/* The plan of an environment of 3.MINOR: nine nodes. MARK is in its activation script. */
void making_plan(int minor, const char *mark);
void making_add(const char *path, const char *text);
/* The package "thing" in VERSION: two modules, of which one is named after the version, and the
 * script bin/thing. */
void making_package(const char *version, bool versioned);
/* From the target's resolution up to the publishing, closing the plan. */
int making_publish(const char *arg);
/* The whole way, with all of the above: 0 or what failed. */
int making_create(const char *arg, const char *flags, const char *mark);
int making_finish(void);
int making_undo(void);
/* Where ARG leads. */
const struct vb_target *making_resolve(const char *arg);

#endif
