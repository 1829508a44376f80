/* SPDX-License-Identifier: MIT */
/* URLs as they may be shown: user and password in them are nobody's business. Pure. */
#ifndef VB_URL_H
#define VB_URL_H

#include "core/buf.h"

/* Appends TEXT, in which "***" stands for the user and password of each URL (RFC 3986, 3.2.1). */
void vb_url_add_masked(struct vb_buf *out, const char *text);

#endif
