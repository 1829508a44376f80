/* SPDX-License-Identifier: MIT */
/* The lines of the planned pyvenv.cfg, as the interpreter reads them. */
#ifndef POLICY_CFG_H
#define POLICY_CFG_H

#include "host.h"

struct cfg_line {
	const char *at;          /* where the next begins; NULL at first: there is no such file */
	const char *whole;       /* the line */
	const char *key, *value; /* without blanks around; "" in a line without '=' */
};

/* Lines end at a newline, a carriage return, or both. */
bool policy_next_line(const struct host *host, struct cfg_line *line);
/* Whether WORD is in TEXT, whatever its case. */
bool policy_contains(const char *text, const char *word);
/* LEN bytes of TEXT without the blanks around them. */
const char *policy_trim(const struct host *host, const char *text, size_t len);

#endif
