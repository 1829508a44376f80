/* SPDX-License-Identifier: MIT */
/*
 * What is to be seeded: one want a distribution, from the options, the request and the version
 * of the interpreter.
 */
#ifndef SEEDPIP_WANT_H
#define SEEDPIP_WANT_H

#include "plugins/seeding/wheels.h"

#include <stddef.h>

enum { SEEDPIP_WANTS = 3 }; /* pip, setuptools, wheel: no more than that */

struct want {
	struct wish wish;
	bool asked;        /* by an option: not to have it is an error */
	bool newest;       /* only an index knows */
	bool network;      /* may come from an index */
	const char *wheel; /* the file, once found */
};

/* Fills WANTS, which has room for SEEDPIP_WANTS, with what the run asks for. A value that is no
 * version fails. */
int32_t seedpip_wants(const struct host *host, struct want *wants, size_t *ret_count);
/* Whether what is found in a directory will do, rather than what an index has. */
bool seedpip_want_is_local(const struct want *want);

#endif
