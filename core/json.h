/* SPDX-License-Identifier: MIT */
/*
 * The edge to jansson: text from outside becomes a tree, with a message that says where it is
 * wrong; bytes that are not UTF-8 have a form. Trees are turned into structs at once and let go:
 * nothing keeps a json_t.
 */
#ifndef VB_JSON_H
#define VB_JSON_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"

#include <jansson.h>

/* Once, before anything else of jansson's: a lack of memory in it is vb_oom's, too, and not a
 * member that is silently missing. */
void vb_json_start(void);

/* Parses a whole text; duplicate keys are refused. The error is VB_EUSAGE, "NAME:LINE: …". */
int vb_json_parse(
	const char *text, size_t len, const char *name, json_t **ret_json, struct vb_err *err);

/* A string when the bytes are UTF-8 without NUL, else {"base64": "…"}. A new reference. */
json_t *vb_json_bytes(const char *bytes, size_t len);
json_t *vb_json_text(const char *text); /* of NULL: null */
/* The reverse; a copy in the arena, or NULL when JSON is neither form. */
char *vb_json_to_bytes(const json_t *json, struct vb_arena *arena, size_t *ret_len);

/* A member that is a string, in the arena, or NULL. */
char *vb_json_member(const json_t *object, const char *key, struct vb_arena *arena);

/* The text of a tree, two spaces a level, keys as they were put in, with a newline. */
void vb_json_print(const json_t *json, struct vb_buf *out);

#endif
