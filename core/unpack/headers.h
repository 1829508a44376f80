/* SPDX-License-Identifier: MIT */
/* WHEEL and METADATA: lines "Key: value" up to the first empty one. Pure. */
#ifndef VB_UNPACK_HEADERS_H
#define VB_UNPACK_HEADERS_H

#include "core/unpack/wheel.h"

/* Fills in tags and purelib; refuses another major version of the format than 1. */
int headers_read_wheel(struct wheel *wheel, const char *text, struct vb_err *err);
/* Fills in name, version and requires_python. */
int headers_read_metadata(struct wheel *wheel, const char *text, struct vb_err *err);

#endif
