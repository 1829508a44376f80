/* SPDX-License-Identifier: MIT */
/*
 * The host during one call of a hook, and the little that all files here need from it: strings in
 * the run's memory, options, facts. Strings live until the run ends; nobody frees them.
 */
#ifndef SEEDING_HOST_H
#define SEEDING_HOST_H

#include <stdbool.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

/* Text as printf makes it. */
const char *seeding_text(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Ends the hook with a reason: returns VENVB_FAILED. */
int32_t seeding_fail(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void seeding_say(const struct host *host, int32_t level, const char *text);

/* NULL when there is none, or it is empty. */
const char *seeding_option(const struct host *host, const char *name);
const char *seeding_fact(const struct host *host, const char *name);
const char *seeding_request(const struct host *host, const char *name);

/* Whether an option that is yes or no is yes. */
bool seeding_is_yes(const char *value);

/* Whether TEXT is UTF-8, by the shape of its bytes. */
bool seeding_is_utf8(const char *text);

/* Whether the run's interpreter is older than MAJOR.MINOR. */
bool seeding_python_before(const struct host *host, unsigned long major, unsigned long minor);
/* "3.11" of the run's interpreter. */
const char *seeding_python(const struct host *host);

#endif
