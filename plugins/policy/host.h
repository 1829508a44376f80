/* SPDX-License-Identifier: MIT */
/*
 * The host during one call of a hook, and the little that all rules need from it: texts in the
 * run's memory, the request, facts, the contents of planned files. Nothing here is freed: it
 * lives until the run ends.
 */
#ifndef POLICY_HOST_H
#define POLICY_HOST_H

#include <stdbool.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

/* Text as printf makes it. */
const char *policy_text(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Ends the hook with a reason: returns VENVB_FAILED. */
int32_t policy_fail(const struct host *host, const char *text);

/* The value; NULL when there is none, or it is empty. */
const char *policy_request(const struct host *host, const char *name);
const char *policy_fact(const struct host *host, const char *name);
/* The target of the planned link, or the source of the copy; or NULL. */
const char *policy_target(const struct host *host, const char *path);
/* The text of the planned file; NULL for what is no file, or has a NUL in it. */
const char *policy_content(const struct host *host, const char *path);
/* VENVB_NODE_…, or 0 for what is not planned. */
uint64_t policy_kind(const struct host *host, const char *path);

/* Whether VERSION is within SPECIFIER; a malformed one is not. */
bool policy_is_within(const struct host *host, const char *version, const char *specifier);
/* Whether SPECIFIER is one, as ">=3.11,<4". */
bool policy_is_specifier(const struct host *host, const char *specifier);

/* TEXT with "***" for user and password of each URL in it. */
const char *policy_masked(const struct host *host, const char *text);

#endif
