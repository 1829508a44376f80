/* SPDX-License-Identifier: MIT */
/* Bytes as JSON: a string, or {"base64": "…"} for what is not UTF-8 or has a NUL in it. */
#ifndef RUN_BYTES_H
#define RUN_BYTES_H

#include "host.h"

#include <jansson.h>

/* A new reference; NULL: there is no memory. */
json_t *run_bytes_json(const struct host *host, const char *bytes, uint64_t len);
/* The reverse. NULL: JSON is neither form. */
const char *run_bytes_read(const struct host *host, const json_t *json, uint64_t *ret_len);

#endif
