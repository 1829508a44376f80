/* SPDX-License-Identifier: MIT */
/*
 * The line of a key in JSON text: jansson gives none once it has parsed. The text must be one
 * that vb_json_parse accepted; what it finds in any other is undefined, but it stays within LEN.
 */
#ifndef VB_JSON_LINES_H
#define VB_JSON_LINES_H

#include "core/base.h"

/* The line, from 1, of the key that is reached from the outermost object by the member names in
 * PATH (NULL-terminated), or of the element of an array by its number ("0"); 0 when there is
 * none. */
unsigned vb_json_line(const char *text, size_t len, const char *const *path);

#endif
