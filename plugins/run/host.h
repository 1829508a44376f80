/* SPDX-License-Identifier: MIT */
/*
 * The host during one call of a hook, and the little that all files here need from it. Strings
 * live in the run's memory until it ends; nobody frees them.
 */
#ifndef RUN_HOST_H
#define RUN_HOST_H

#include <stdbool.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
	const char *stage, *moment;
	const char *program; /* that this hook runs: absolute */
};

/* Text as printf makes it. */
const char *run_text(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Ends the hook with a reason, which begins with the program: returns VENVB_FAILED. */
int32_t run_fail(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* An option of this plugin, or NULL. */
const char *run_option(const struct host *host, const char *name, uint32_t index);
/* An option that is a number; 0 when it is none. */
int64_t run_option_number(const struct host *host, const char *name);

#endif
