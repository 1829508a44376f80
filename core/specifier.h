/* SPDX-License-Identifier: MIT */
/*
 * Version specifiers as PEP 440 defines them: ">=3.11,<3.14", "~=3.10", "==3.12.*", "!=3.12.1",
 * "===3.13". Whether a pre-release is welcome is not decided here. Pure.
 */
#ifndef VB_SPECIFIER_H
#define VB_SPECIFIER_H

#include "core/err.h"

/* Whether TEXT begins like a specifier: with an operator, behind blanks. */
bool vb_specifier_is(const char *text);

/* VERSION fulfils every clause of SPECIFIER; an empty one is fulfilled. A malformed one is
 * VB_EUSAGE, also where an earlier clause has already decided. */
int vb_version_within(
	const char *version, const char *specifier, bool *ret_within, struct vb_err *err);

/* Whether a clause names a pre-release itself, and so asks for them. */
bool vb_specifier_has_prerelease(const char *specifier);

#endif
