/* SPDX-License-Identifier: MIT */
/*
 * Whether a wheel's compatibility tags (platform compatibility tags specification) fit an
 * interpreter. Pure, but for vb_libc_of_machine.
 */
#ifndef VB_TAGS_H
#define VB_TAGS_H

#include "core/buf.h"

struct vb_interp;

enum { VB_TAG_MAX = 1000 }; /* bytes of a tag: a longer one fits nothing */

struct vb_libc { /* glibc of the machine; 0.0 when it is not known */
	int major, minor;
};

struct vb_libc vb_libc_of_machine(void);

/* TAG is "PYTHON-ABI-PLATFORM", each part one or a set joined by '.'. */
bool vb_tag_fits(const char *tag, const struct vb_interp *interp, const struct vb_libc *libc);
/* What INTERP takes, for a message: "cp313-cp313, … for any, linux_x86_64, …". */
void vb_tags_describe(
	const struct vb_interp *interp, const struct vb_libc *libc, struct vb_buf *out);

#endif
