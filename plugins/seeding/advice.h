/* SPDX-License-Identifier: MIT */
/* What to do when an interpreter brings no wheels: this distribution's command. */
#ifndef SEEDING_ADVICE_H
#define SEEDING_ADVICE_H

#include "host.h"

/* "install it with 'apt install python3.11-venv'", for the run's interpreter. */
const char *seeding_advice(const struct host *host);

#endif
