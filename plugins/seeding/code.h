/* SPDX-License-Identifier: MIT */
/* Wheels that Python code is run out of: one that somebody else could have put where it lies is
 * never run. */
#ifndef SEEDING_CODE_H
#define SEEDING_CODE_H

#include "wheels.h"

/* Of those that the interpreter or its distribution brings, the newest; NULL: none. */
int32_t seeding_own_wheel(const struct host *host, const struct wish *wish, const char **ret_path);
/* The newest in the directory that the option 'wheel-dir' names. *ret_doubtful is set instead when
 * it is not to be trusted; else it stays as it is. */
int32_t seeding_given_wheel(const struct host *host, const struct wish *wish, const char **ret_path,
	const char **ret_doubtful);
/* A wheel of pip to run with the run's interpreter: its own, else the given one. None is a failure
 * that says what to do. */
int32_t seeding_pip_wheel(const struct host *host, const char **ret_path);
/* Fails with what is wrong with the place of DOUBTFUL. */
int32_t seeding_doubt(const struct host *host, const char *doubtful);

#endif
