/* SPDX-License-Identifier: MIT */
/*
 * The lines at the top of a script that start its interpreter. Pure.
 *
 * "#!PATH" where the kernel and Python both take that, else three lines that are a command for
 * sh and a string for Python:
 *
 *	#!/bin/sh
 *	'''exec' PATH "$0" "$@"
 *	' '''
 */
#ifndef VB_SHEBANG_H
#define VB_SHEBANG_H

#include "core/buf.h"

/*
 * INTERPRETER is absolute and may hold any bytes. CODING is the encoding that the script declares
 * for its source (PEP 263), or NULL when it declares none: where the script's own declaration
 * would be pushed below the second line, it is repeated.
 */
void vb_shebang(const char *interpreter, const char *coding, struct vb_buf *out);

#endif
