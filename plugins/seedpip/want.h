/* SPDX-License-Identifier: MIT */
/*
 * What is to be seeded: one want a distribution, from the options, the request and the version
 * of the interpreter.
 */
#ifndef SEEDPIP_WANT_H
#define SEEDPIP_WANT_H

#include "host.h"

#include <stddef.h>

enum { SEEDPIP_WANTS = 3 }; /* pip, setuptools, wheel: no more than that */

struct want {
	const char *name;      /* normalised */
	const char *specifier; /* "==24.2", ">=23,<25", or NULL: any version */
	bool asked;            /* by an option: not to have it is an error */
	bool newest;           /* only an index knows */
	bool network;          /* may come from an index */
	const char *wheel;     /* the file, once found */
};

/* Fills WANTS, which has room for SEEDPIP_WANTS, with what the run asks for. A value that is no
 * version fails. */
int32_t seedpip_wants(const struct host *host, struct want *wants, size_t *ret_count);
/* Whether VERSION is one that WANT asks for. */
int32_t seedpip_want_accepts(
	const struct host *host, const struct want *want, const char *version, bool *ret_accepts);
/* Whether what is found in a directory will do, rather than what an index has. */
bool seedpip_want_is_local(const struct want *want);

#endif
