/* SPDX-License-Identifier: MIT */
/*
 * The string builder. data is never NULL and always ends in a NUL that len does not count;
 * the bytes before it may be any. Lack of memory ends the program, so appending cannot fail.
 */
#ifndef VB_BUF_H
#define VB_BUF_H

#include "core/base.h"

#include <stdarg.h>

struct vb_buf {
	char *data;
	size_t len;
	size_t room; /* bytes allocated; 0 while data is the shared empty string */
};

extern char vb_buf_empty[];
#define VB_BUF_INIT {vb_buf_empty, 0, 0}

void vb_buf_done(struct vb_buf *buf);
#define vb_auto_buf __attribute__((cleanup(vb_buf_done))) struct vb_buf

/* Empties it and keeps the memory. */
void vb_buf_clear(struct vb_buf *buf);
/* Makes sure that MORE bytes fit behind len without another allocation. */
void vb_buf_reserve(struct vb_buf *buf, size_t more);
void vb_buf_add(struct vb_buf *buf, const void *data, size_t len);
void vb_buf_addch(struct vb_buf *buf, char c);
void vb_buf_adds(struct vb_buf *buf, const char *text);
void vb_buf_addf(struct vb_buf *buf, const char *format, ...) VB_PRINTF(2, 3);
void vb_buf_addfv(struct vb_buf *buf, const char *format, va_list args) VB_PRINTF(2, 0);
/* Cuts it to LEN bytes, which must not be more than it has. */
void vb_buf_truncate(struct vb_buf *buf, size_t len);

#endif
