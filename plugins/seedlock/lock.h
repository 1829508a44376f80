/* SPDX-License-Identifier: MIT */
/* The file that is the lock: the option 'file', or the one that stands in the project. */
#ifndef SEEDLOCK_LOCK_H
#define SEEDLOCK_LOCK_H

#include "plugins/seeding/host.h"

struct lock {
	const char *path;  /* absolute */
	const char *bytes; /* all of it, without a NUL inside */
};

/* None, and several, are failures that say where they were looked for. */
int32_t seedlock_find(const struct host *host, struct lock *ret_lock);
/* All of a file, which has no NUL. */
int32_t seedlock_read(const struct host *host, const char *path, const char **ret_bytes);

#endif
