/* SPDX-License-Identifier: MIT */
/* Running the program of a hook, and what its end means. */
#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include "host.h"

/* Runs host->program. The hook's result. */
int32_t run_program(const struct host *host);

#endif
