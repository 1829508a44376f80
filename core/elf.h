/* SPDX-License-Identifier: MIT */
/*
 * Whether an open file is a shared object that this machine can load, before dlopen sees it: the
 * loader maps what the program headers say, and touching what a truncated file does not have
 * is a SIGBUS. System V ABI, "ELF header" and "Program header".
 */
#ifndef VB_ELF_H
#define VB_ELF_H

#include "core/err.h"

/* NAME is for the messages, which are VB_EPLUGIN. */
int vb_elf_check(int fd, const char *name, struct vb_err *err);

#endif
