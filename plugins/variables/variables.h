/* SPDX-License-Identifier: MIT */
/*
 * The variables that one run sets, gathered from files and options, and the host during one call
 * of a hook. What is here is named variables_; a plugin exports one symbol only.
 */
#ifndef VARIABLES_H
#define VARIABLES_H

#include <stddef.h>
#include <venvb/plugin.h>

struct host {
	const struct venvb_api *api;
	struct venvb_run *run;
};

/* Ends the hook with a reason: returns VENVB_FAILED. Never give it a value: it may be secret. */
int32_t variables_fail(const struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Why NAME must not be set on activation, or NULL. HOW is VENVB_VARIABLE_…. */
const char *variables_fault(const char *name, uint32_t how);

/* Sets what the file at PATH, in the format of .env files, says. */
int32_t variables_read(const struct host *host, const char *path);

/* The same for LEN bytes of TEXT, which are written over; PATH is for messages. */
int32_t variables_parse(const struct host *host, const char *path, char *text, size_t len);

#endif
