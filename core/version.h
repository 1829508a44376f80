/* SPDX-License-Identifier: MIT */
/*
 * Versions as PEP 440 defines them, in all the spellings that it allows ("1.0-alpha.1" is
 * "1.0a1"), and their order. Pure.
 */
#ifndef VB_VERSION_H
#define VB_VERSION_H

#include "core/err.h"

enum { VB_VERSION_PARTS = 16 };

enum vb_phase {       /* in their order */
	VB_PHASE_DEV, /* nothing but a development release: before every pre-release */
	VB_PHASE_ALPHA,
	VB_PHASE_BETA,
	VB_PHASE_CANDIDATE,
	VB_PHASE_FINAL,
};

struct vb_version {
	int64_t epoch;
	int64_t release[VB_VERSION_PARTS]; /* zeroes behind the last */
	size_t parts;                      /* how many of them were written */
	enum vb_phase phase;
	int64_t pre;       /* the number of the phase */
	int64_t post;      /* -1: no post-release */
	int64_t dev;       /* INT64_MAX: no development release */
	const char *local; /* in the text that was parsed, or NULL */
	size_t local_len;
};

/* Blanks around it and a "v" before it are allowed. The error is VB_EUSAGE. RET_VERSION points
 * into TEXT. */
int vb_version_parse(const char *text, struct vb_version *ret_version, struct vb_err *err);

/* Negative, 0 or positive. */
int vb_version_order(const struct vb_version *a, const struct vb_version *b);
int vb_version_compare(const char *a, const char *b, int *ret_order, struct vb_err *err);

/* Whether both are the same version; texts that are no versions are compared as they are. */
bool vb_version_is_same(const char *a, const char *b);

/* An alpha, beta, candidate or development release. */
bool vb_version_is_prerelease(const struct vb_version *version);

#endif
