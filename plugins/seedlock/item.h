/* SPDX-License-Identifier: MIT */
/* One package of a lock that is for the run's interpreter, and what becomes of it. */
#ifndef SEEDLOCK_ITEM_H
#define SEEDLOCK_ITEM_H

#include "plugins/seeding/host.h"

#include <stddef.h>

/* What the lock says; the empty text where it says nothing. */
struct item {
	const char *kind; /* of target.py: wheel, source, pin, tree, vcs, option */
	const char *name, *version;
	const char *hashes; /* "sha256:DIGEST", with commas between */
	const char *file;   /* the name of the file; of an option, its own */
	const char *url, *path;
	const char *direct_url; /* what direct_url.json is to hold */

	/* What is found out. */
	const char *sha256; /* of its wheel; NULL: nobody knows it yet */
	const char *found;  /* the file that is its wheel, or NULL */
	uint64_t wheel;     /* the host's number for it; 0: an option, which has none */
	bool remembered;    /* its SHA-256 stands in what is remembered of the lock */
	bool missing;       /* neither in the cache nor in a directory */
};

struct items {
	struct item *items;
	size_t count;
};

/* Whether it is a line of the requirements, and no package. */
bool seedlock_is_option(const struct item *item);
/* Whether the lock names one wheel by its SHA-256, so that there is nothing to be found out. */
bool seedlock_is_bound(const struct item *item);

#endif
