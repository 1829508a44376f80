/* SPDX-License-Identifier: MIT */
/* Wheels in directories, by their file names (binary distribution format, "File name
 * convention"). */
#ifndef SEEDPIP_WHEELS_H
#define SEEDPIP_WHEELS_H

#include "want.h"

/*
 * The newest wheel in DIRECTORY that WANT accepts: a pre-release only when its specifier names one,
 * or when there is nothing else. *ret_path is NULL when there is none, or when
 * there is no such directory; *ret_version, unless NULL, is its version.
 */
int32_t seedpip_wheels_newest(const struct host *host, const char *directory,
	const struct want *want, const char **ret_path, const char **ret_version);

#endif
