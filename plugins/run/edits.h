/* SPDX-License-Identifier: MIT */
/* What a program prints: an array of edits, each of which becomes one call of the host. */
#ifndef RUN_EDITS_H
#define RUN_EDITS_H

#include "host.h"

#include <jansson.h>

/*
 * Reads TEXT and checks the form of every edit, so that none is made when one cannot be meant.
 * Blank: no edits. VENVB_OK and a new reference, or VENVB_FAILED.
 */
int32_t run_edits_read(const struct host *host, const char *text, uint64_t len, json_t **ret_edits);
/* Makes them in order, up to the first that fails. */
int32_t run_edits_make(const struct host *host, const json_t *array);
/* Of them only what says something: `log` and `deny`. */
int32_t run_edits_say(const struct host *host, const json_t *array);

#endif
