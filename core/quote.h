/* SPDX-License-Identifier: MIT */
/*
 * Text as a literal of a shell's language: read by that shell, it is the same bytes again and
 * nothing in it is evaluated. One function for each language, one table from shells to them.
 * Pure. A shell that holds its strings as Unicode cannot hold bytes that are not UTF-8; they are
 * written as they are then (fish takes them even so).
 */
#ifndef VB_QUOTE_H
#define VB_QUOTE_H

#include "core/buf.h"

typedef void vb_quote_fn(struct vb_buf *out, const char *text);

vb_quote_fn vb_quote_sh;  /* sh, bash, zsh, dash, ksh, mksh, busybox */
vb_quote_fn vb_quote_csh; /* csh and tcsh, whatever backslash_quote says */
vb_quote_fn vb_quote_fish;
vb_quote_fn vb_quote_nushell; /* a raw string: r#'…'# */
vb_quote_fn vb_quote_powershell;
/* Python and xonsh, in ASCII; bytes that are not UTF-8 as os.fsdecode has them. */
vb_quote_fn vb_quote_python;

/* The function for a shell by the name of its program, with or without a directory and the "-" of
 * a login shell. NULL when the shell is not known. */
vb_quote_fn *vb_quote_find(const char *shell);

/* TEXT for reading by people: as it is when no shell sees anything but a word in it, else
 * quoted. */
void vb_quote_word(struct vb_buf *out, vb_quote_fn *as, const char *text);

/*
 * For files that must be UTF-8 and hold one value in a line: TEXT as it is when it is UTF-8
 * without control bytes, else as $'…' with \xNN for those and for what is not UTF-8.
 */
void vb_quote_ansi_c(struct vb_buf *out, const char *text);

#endif
