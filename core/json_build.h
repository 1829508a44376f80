/* SPDX-License-Identifier: MIT */
/* Building trees of JSON: lack of memory ends the program, so no caller checks. */
#ifndef VB_JSON_BUILD_H
#define VB_JSON_BUILD_H

#include <jansson.h>
#include <stdbool.h>

/* New and empty. */
json_t *vb_json_object(void);
json_t *vb_json_array(void);

/* Each takes VALUE over. */
void vb_json_put(json_t *object, const char *key, json_t *value);
void vb_json_append(json_t *array, json_t *value);

void vb_json_put_text(json_t *object, const char *key, const char *text); /* of NULL: null */
void vb_json_put_bool(json_t *object, const char *key, bool value);
/* A new object at the end of ARRAY, which owns it. */
json_t *vb_json_append_object(json_t *array);

#endif
