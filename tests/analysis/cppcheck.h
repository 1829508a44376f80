/* SPDX-License-Identifier: MIT */
/* Loops of jansson as cppcheck can read them, which does not look into its header. */
#define json_array_foreach(array, index, value)                                                    \
	for (index = 0; (value = json_array_get(array, index)) != NULL; index++)
#define json_object_foreach(object, key, value)                                                    \
	for (key = ""; (value = json_object_get(object, key)) != NULL;)
