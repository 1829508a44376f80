/* SPDX-License-Identifier: MIT */
/*
 * Signals: the handler sets a flag, the run looks at it where it can stop, cleans up, and main
 * dies of the same signal.
 */
#ifndef VB_INTERRUPT_H
#define VB_INTERRUPT_H

#include "core/err.h"

#include <signal.h>

/* Catches SIGINT, SIGTERM and SIGHUP unless they were ignored, and ignores SIGPIPE and SIGXFSZ. */
void vb_interrupt_catch(void);
/* The same signals again, for when a plugin may have changed that. */
void vb_interrupt_renew(void);
/* What the handler calls when the first signal comes. */
void vb_interrupt_notify(void (*call)(void));
/* Leaves all signals as they were found, for another program to run in our place. */
void vb_interrupt_restore(void);
/* The signal that came, or 0. */
int vb_interrupt_signal(void);
/* 0, or -VB_ESIGNAL with "interrupted". */
int vb_interrupt_check(struct vb_err *err);
/* Dies of the signal that came, with its default action. */
void vb_interrupt_die(void);
/* Until it ends, a signal does not interrupt: for the undoing of a commit. */
void vb_interrupt_hold(void);
void vb_interrupt_release(void);

#endif
