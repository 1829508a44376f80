/* SPDX-License-Identifier: MIT */
/* What of a lock is for the run's interpreter: remembered from an earlier run, or decided by
 * packaging. Where wheels lie is never remembered, and no user or password of a URL. */
#ifndef SEEDLOCK_CHOOSE_H
#define SEEDLOCK_CHOOSE_H

#include "item.h"
#include "lock.h"

struct choice {
	const struct lock *lock;
	const char *key;    /* under which it is remembered */
	const char *target; /* what the interpreter is */
	struct items items; /* in the order in which pip would install them */
	bool recalled;      /* and so nobody has looked for files yet */
	bool incomplete;    /* recalled without what stood before '@' in its URLs */
};

int32_t seedlock_choose(
	const struct host *host, const struct lock *lock, struct choice *ret_choice);
/* Decides again, whatever is remembered: for what that leaves out. */
int32_t seedlock_choose_again(const struct host *host, struct choice *choice);
/* Looks for the files of the items: those that are found have it said. */
int32_t seedlock_search(const struct host *host, struct choice *choice);
/* Remembers the choice, and the hashes that its wheels came to, unless that is what was recalled.
 */
void seedlock_keep(const struct host *host, const struct choice *choice);

/* The SHA-256 that the wheel of an item came to in any lock; NULL: none is remembered. */
const char *seedlock_recall_wheel(
	const struct host *host, const struct choice *choice, const struct item *item);
void seedlock_remember_wheel(
	const struct host *host, const struct choice *choice, const struct item *item);

#endif
