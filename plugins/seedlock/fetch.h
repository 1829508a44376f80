/* SPDX-License-Identifier: MIT */
/* The wheels of a lock that are not at hand, by pip. */
#ifndef SEEDLOCK_FETCH_H
#define SEEDLOCK_FETCH_H

#include "item.h"
#include "lock.h"

/* Fetches the items that are missing, and builds those that are sources, in isolation: their paths
 * are set then. What cannot be had is listed, all of it. */
int32_t seedlock_fetch(const struct host *host, const struct lock *lock, struct items *items);
/* "acme 1.0, tool 2.1": what is missing. */
const char *seedlock_list_missing(const struct host *host, const struct items *items);
size_t seedlock_count_missing(const struct items *items);

#endif
