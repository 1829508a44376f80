/* SPDX-License-Identifier: MIT */
/*
 * The watch over a plugin while its code runs. A crash, an exit (by _exit too: this program has
 * its own, which plugins find before the C library's) and a hook over its time limit are failures
 * of that hook: the commit is taken back, the message names plugin and moment, and the program
 * ends, all of it in the handler of a signal, since nothing that the plugin had its hands on can be
 * trusted any more. An uneventful call costs two getpid. Main thread only.
 *
 * A lack of memory ends the program by the same way, with one line and the usual status of what
 * could not be done.
 */
#ifndef VB_GUARD_H
#define VB_GUARD_H

#include "core/log.h"

struct vb_run;

struct vb_guard {
	const char *policy; /* the file whose rules the plugin has, or NULL */
	const char *plugin, *moment;
	const char *stage;   /* or NULL, where the moment says it all */
	struct vb_run *run;  /* what is to be undone; NULL: nothing */
	unsigned seconds;    /* that it may take; 0: for ever */
	enum vb_level level; /* who waits long is told whom for, from VB_NOTICE on a terminal on */
};

/* Once: how the program exits when a plugin is at fault, and that an exit in a hook is noticed. */
void vb_guard_start(int ended_with);
/* Once a plugin is to be loaded, and again when one may have changed it: the handlers. */
void vb_guard_install(void);
/* In place of _exit: in a hook it is noticed. */
VB_NORETURN void vb_guard_exit(int result);

/* Around the plugin's code. GUARD stays the caller's until it leaves. */
void vb_guard_enter(const struct vb_guard *guard);
void vb_guard_leave(void);
/* TEXT is what the program is about to say, and says first if it ends here. The caller's, until the
 * run is over; NULL: nothing. */
void vb_guard_expect(const char *text);
/* RUN is what is to be undone when memory ends; NULL: nothing. The caller's, until the next call.
 */
void vb_guard_attend(struct vb_run *run);
/* The run is over: until then an exit that is not in a hook is the fault of who was called last. */
void vb_guard_forget(void);
/* Around what the host does for a plugin: it is not the plugin's time. May be nested. */
void vb_guard_pause(void);
void vb_guard_resume(void);

#endif
