/* SPDX-License-Identifier: MIT */
/* The run as JSON: what a program reads from its standard input. */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "host.h"

#include <jansson.h>

/* VENVB_OK and a new reference, or the hook's result. */
int32_t run_state(const struct host *host, json_t **ret_state);

#endif
