/* SPDX-License-Identifier: MIT */
/* Fetching wheels from an index, by the pip at hand. */
#ifndef SEEDPIP_FETCH_H
#define SEEDPIP_FETCH_H

#include "want.h"

/*
 * Downloads a wheel for each of WANTS that has none yet, in one run of pip, which is run out of
 * PIP_WHEEL by the run's interpreter, with the user's own configuration of pip in force.
 */
int32_t seedpip_fetch(
	const struct host *host, const char *pip_wheel, struct want *wants, size_t count);
/* "pip==24.2 setuptools": what it would download. */
const char *seedpip_fetch_list(const struct host *host, const struct want *wants, size_t count);

#endif
