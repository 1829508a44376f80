/* SPDX-License-Identifier: MIT */
/* What of a lock is for the run's interpreter: remembered from an earlier run, or decided by
 * packaging, which select.py runs. */
#ifndef SEEDLOCK_CHOOSE_H
#define SEEDLOCK_CHOOSE_H

#include "item.h"
#include "lock.h"

/* The items are in the order in which pip would install them. */
int32_t seedlock_choose(const struct host *host, const struct lock *lock, struct items *ret_items);

#endif
