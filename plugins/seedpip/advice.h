/* SPDX-License-Identifier: MIT */
/* What to do when an interpreter brings no wheels: this distribution's command. */
#ifndef SEEDPIP_ADVICE_H
#define SEEDPIP_ADVICE_H

#include "host.h"

/* "install it with 'apt install python3.11-venv'", for the run's interpreter. */
const char *seedpip_advice(const struct host *host);

#endif
