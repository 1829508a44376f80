/* SPDX-License-Identifier: MIT */
/* Wheels in directories, by their file names (binary distribution format, "File name
 * convention"). */
#ifndef SEEDING_WHEELS_H
#define SEEDING_WHEELS_H

#include "host.h"

/* Which wheel is looked for. */
struct wish {
	const char *name;      /* of the project, normalised */
	const char *specifier; /* "==24.2", ">=23,<25", or NULL: any version */
};

/* Whether both are names of one project, however they are spelt (names and normalization). */
bool seeding_is_same_name(const char *a, const char *b);
/* Whether VERSION is one that WISH asks for. */
int32_t seeding_accepts(
	const struct host *host, const struct wish *wish, const char *version, bool *ret_accepts);
/*
 * The newest wheel in DIRECTORY that WISH accepts: a pre-release only when its specifier names one,
 * or when there is nothing else. *ret_path is NULL when there is none, or when
 * there is no such directory; *ret_version, unless NULL, is its version.
 */
int32_t seeding_wheels_newest(const struct host *host, const char *directory,
	const struct wish *wish, const char **ret_path, const char **ret_version);
/* The same in the places where wheels are at hand, the first that has one: the option 'wheel-dir',
 * what the distribution set for it, and what the interpreter brings. */
int32_t seeding_wheel_at_hand(
	const struct host *host, const struct wish *wish, const char **ret_path);
/* The wheel of NAME in DIRECTORY, whatever its version and its tags; NULL when there is none. */
int32_t seeding_wheel_of(
	const struct host *host, const char *directory, const char *name, const char **ret_path);
/* That the option 'wheel-dir', if set, is a directory. */
int32_t seeding_check_wheel_dir(const struct host *host);

#endif
