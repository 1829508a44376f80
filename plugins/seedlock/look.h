/* SPDX-License-Identifier: MIT */
/* Whether the wheels of a lock are at hand: in the cache, beside the lock, or in 'wheel-dir'. */
#ifndef SEEDLOCK_LOOK_H
#define SEEDLOCK_LOOK_H

#include "choose.h"

/* Tells the host of every wheel, and marks those that are missing. */
int32_t seedlock_look(const struct host *host, struct choice *choice);
/* Where each of them is: of all before the first is planned, since the host unpacks several at
 * once. */
int32_t seedlock_tell_paths(const struct host *host, const struct items *items);

#endif
