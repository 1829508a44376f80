/* SPDX-License-Identifier: MIT */
/* pip, run out of a wheel by the run's interpreter, with the user's own configuration in force. */
#ifndef SEEDING_PIP_H
#define SEEDING_PIP_H

#include "host.h"

/* A run of the pip in PIP_WHEEL, up to its subcommand, which is the caller's to add. The option
 * 'index-url', if set, is its index. */
int32_t seeding_pip_new(const struct host *host, const char *pip_wheel, uint64_t *ret_program);
/* Adds ARGUMENTS, up to a NULL. */
int32_t seeding_arguments(const struct host *host, uint64_t program, const char *const *arguments);
/* Without its newline. */
const char *seeding_last_line(const struct host *host, const char *text);
/* What a pip that failed said last, which is shown in full with -v; NULL: nothing. */
const char *seeding_pip_reason(const struct host *host, uint64_t program);
/* Fails, with what pip said of it, since it ended with STATUS when it was to fetch WHAT. */
int32_t seeding_pip_explain(
	const struct host *host, uint64_t program, int32_t status, const char *what);

#endif
