/* SPDX-License-Identifier: MIT */
/* One package of a lock that is for the run's interpreter, and what becomes of it. */
#ifndef SEEDLOCK_ITEM_H
#define SEEDLOCK_ITEM_H

#include "plugins/seeding/host.h"

#include <stddef.h>

/* What the lock says; the empty text where it says nothing. */
struct item {
	const char *kind; /* of select.py: wheel, source, pin, tree, vcs, option */
	const char *name, *version;
	const char *hashes; /* "sha256:DIGEST", with commas between */
	const char *file;   /* the name of the file */
	const char *url, *path;
	const char *direct_url; /* what direct_url.json is to hold */

	/* What is found out. */
	const char *memory; /* under which key its wheel is remembered, or NULL */
	uint64_t wheel;     /* the host's number for it; 0: an option, which has none */
	bool known;         /* the SHA-256 of its wheel is */
	bool missing;       /* neither in the cache nor in a directory */
};

struct items {
	struct item *items;
	size_t count;
};

#endif
