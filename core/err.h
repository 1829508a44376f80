/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, as a value. A function that can fail takes a struct vb_err as its last
 * argument and returns 0, or a negative code after filling it; success leaves it alone. The
 * error lives on the stack of whoever handles it, who ends it with vb_err_done.
 *
 * A message is one sentence without a full stop, ready to be printed after "venvb: ". Context
 * is put in front of it (vb_err_wrap) where a new fact is known: a stage, a plugin, a file and
 * line, a key.
 */
#ifndef VB_ERR_H
#define VB_ERR_H

#include "core/base.h"

enum {
	VB_EFAIL = 1,  /* it could not be done: a system call, a program, the state of the disk */
	VB_EUSAGE,     /* the command line or a configuration is wrong */
	VB_EDENIED,    /* a policy or another plugin said no */
	VB_EPLUGIN,    /* a plugin broke its contract */
	VB_ESIGNAL,    /* interrupted: the program is to clean up and die of the signal */
	VB_ECOMMAND,   /* a command to be run in our place cannot be executed */
	VB_ENOCOMMAND, /* there is no such command */
	VB_EBUG,       /* a defect of venvb */
};

struct vb_err {
	int code;  /* one of VB_E…, 0 while there is no error */
	int sys;   /* the errno behind it, or 0 */
	char *msg; /* owned */
};

#define VB_ERR_INIT                                                                                \
	{                                                                                          \
		0, 0, NULL                                                                         \
	}

/* CALL comes before the end that vb_oom is: it cleans up, and may itself end the program, without
 * memory. */
void vb_oom_notify(void (*call)(void));

/* Each returns -code, so that a caller can return the call. */
int vb_err_set(struct vb_err *err, int code, const char *format, ...) VB_PRINTF(3, 4);
/* VB_EFAIL, with ": strerror(sys)" added. */
int vb_err_sys(struct vb_err *err, int sys, const char *format, ...) VB_PRINTF(3, 4);
/* "CONTEXT: " before the message there is. Returns the code there is, negative. */
int vb_err_wrap(struct vb_err *err, const char *format, ...) VB_PRINTF(2, 3);

/* Forgets the error, so that the struct can be used again. */
void vb_err_done(struct vb_err *err);
#define vb_auto_err __attribute__((cleanup(vb_err_done))) struct vb_err

#endif
