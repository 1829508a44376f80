/* SPDX-License-Identifier: MIT */
/*
 * Bytes as digits: base64 and hexadecimal (RFC 4648). Pure. Who gives the memory for a text knows
 * how much that is; each ends in a NUL.
 */
#ifndef VB_BASE64_H
#define VB_BASE64_H

#include "core/buf.h"

/* The room that LEN bytes need as base64, as hexadecimal digits. */
#define VB_BASE64_ROOM(len) (((len) + 2) / 3 * 4 + 1)
#define VB_BASE16_ROOM(len) ((len)*2 + 1)

/* §4, padded. */
void vb_base64(const void *bytes, size_t len, char *ret_text);
/* §5, not padded: the form of hashes in RECORD. */
void vb_base64_url(const void *bytes, size_t len, char *ret_text);
/* §8, in lower case. */
void vb_base16(const void *bytes, size_t len, char *ret_text);

/* Appends the bytes of a padded text. False when it is none: OUT may have got some of them. */
bool vb_base64_decode(const char *text, size_t len, struct vb_buf *out);

#endif
