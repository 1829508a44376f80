/* SPDX-License-Identifier: MIT */
/*
 * What is going to stand in pip.conf, and the host during one call of a hook. Texts live in the
 * run's memory.
 */
#ifndef PIPCONF_H
#define PIPCONF_H

#include <stdbool.h>
#include <stddef.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

/* "[global] index-url = …"; several values stand in lines of their own. */
struct line {
	const char *section, *key;
	const char *value; /* of the last one, or where there are several: each behind a newline */
};

struct lines {
	struct line *items;
	uint32_t count, room;
	bool is_secret; /* a value has a user or a password in it */
};

/* Ends the hook with a reason: returns VENVB_FAILED. Never give it a URL: it may be secret. */
int32_t pipconf_fail(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The element INDEX of an option, or NULL. */
const char *pipconf_option(const struct host *host, const char *name, uint32_t index);

/* Gathers what the options say, each value checked. */
int32_t pipconf_gather(const struct host *host, struct lines *lines);

#endif
