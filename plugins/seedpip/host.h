/* SPDX-License-Identifier: MIT */
/*
 * The host during one call of a hook, and the little that all files here need from it: strings in
 * the run's memory, options, facts. Strings live until the run ends; nobody frees them.
 */
#ifndef SEEDPIP_HOST_H
#define SEEDPIP_HOST_H

#include <stdbool.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

/* Text as printf makes it. */
const char *seedpip_text(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Ends the hook with a reason: returns VENVB_FAILED. */
int32_t seedpip_fail(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void seedpip_say(const struct host *host, int32_t level, const char *text);

/* NULL when there is none, or it is empty. */
const char *seedpip_option(const struct host *host, const char *name);
const char *seedpip_fact(const struct host *host, const char *name);
const char *seedpip_request(const struct host *host, const char *name);

/* Whether TEXT is UTF-8, by the shape of its bytes. */
bool seedpip_is_utf8(const char *text);

/* Whether the run's interpreter is older than MAJOR.MINOR. */
bool seedpip_python_before(const struct host *host, unsigned long major, unsigned long minor);
/* "3.11" of the run's interpreter. */
const char *seedpip_python(const struct host *host);

#endif
