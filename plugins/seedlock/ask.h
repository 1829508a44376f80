/* SPDX-License-Identifier: MIT */
/* The program that target.py begins, run by an interpreter. Its rows are given as it prints them.
 */
#ifndef SEEDLOCK_ASK_H
#define SEEDLOCK_ASK_H

#include "lock.h"

/* What of the lock is for the run's interpreter, and which of it is at hand. */
int32_t seedlock_ask_select(
	const struct host *host, const struct lock *lock, const char **ret_rows);
/* Which of ROWS, that were selected earlier, are at hand. */
int32_t seedlock_ask_find(
	const struct host *host, const struct lock *lock, const char *rows, const char **ret_rows);

#endif
