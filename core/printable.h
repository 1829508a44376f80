/* SPDX-License-Identifier: MIT */
/*
 * Text made harmless for a terminal: names and messages of others may hold bytes that move the
 * cursor or change what is shown. Pure.
 */
#ifndef VB_PRINTABLE_H
#define VB_PRINTABLE_H

#include "core/buf.h"

/* Adds TEXT with \xNN for control characters but newline and tab, and for bytes that are not
 * UTF-8. */
void vb_printable_add(struct vb_buf *out, const char *text, size_t len);
/* The same for what must stay one line: newlines and tabs are escaped too. */
void vb_printable_add_line(struct vb_buf *out, const char *text, size_t len);
/* How many columns it takes, counting a character as one. */
size_t vb_printable_width(const char *text);

#endif
