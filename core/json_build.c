/* SPDX-License-Identifier: MIT */
/* Building trees of JSON. */
#include "core/json_build.h"

#include "core/base.h"
#include "core/json.h"

json_t *vb_json_object(void)
{
	json_t *object = json_object();

	if (!object)
		vb_oom();
	return object;
}

json_t *vb_json_array(void)
{
	json_t *array = json_array();

	if (!array)
		vb_oom();
	return array;
}

void vb_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		vb_oom();
}

void vb_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		vb_oom();
}

void vb_json_put_text(json_t *object, const char *key, const char *text)
{
	vb_json_put(object, key, vb_json_text(text));
}

void vb_json_put_bool(json_t *object, const char *key, bool value)
{
	vb_json_put(object, key, json_boolean(value));
}

json_t *vb_json_append_object(json_t *array)
{
	json_t *object = vb_json_object();

	vb_json_append(array, object);
	return object;
}
