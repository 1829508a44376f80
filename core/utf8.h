/* SPDX-License-Identifier: MIT */
/* Whether bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF). Pure. */
#ifndef VB_UTF8_H
#define VB_UTF8_H

#include "core/base.h"

bool vb_utf8_is_valid(const char *bytes, size_t len);
/* The length in bytes of the valid character at BYTES, or 0. */
size_t vb_utf8_length(const char *bytes, size_t len);

#endif
