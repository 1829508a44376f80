/* SPDX-License-Identifier: MIT */
/* JSON as it is read everywhere, the lines of its keys, and the bytes of its strings. */
#include "core/base64.h"
#include "core/json.h"
#include "core/json_lines.h"
#include "tests/fuzz/fuzz.h"

/* What is printed is read again as the same. */
static void print_and_read(json_t *json)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	json_auto_t *again = NULL;

	vb_json_print(json, &text);
	HOLDS(vb_json_parse(text.data, text.len, "again", &again, &err) == 0);
	HOLDS(json_equal(json, again));
}

static void find_lines(json_t *json, const char *text, size_t len)
{
	const char *key;
	json_t *value;

	json_object_foreach(json, key, value)
	{
		const char *const path[] = {key, NULL};

		HOLDS(vb_json_line(text, len, path) > 0);
	}
}

static void turn_bytes(struct vb_arena *arena, const char *data, size_t len)
{
	json_auto_t *json = vb_json_bytes(data, len);
	size_t back_len;
	char *back = vb_json_to_bytes(json, arena, &back_len);

	HOLDS(back && back_len == len && !memcmp(back, data, len));
}

static void decode(const char *data, size_t len)
{
	vb_auto_buf bytes = VB_BUF_INIT, again = VB_BUF_INIT;
	char *text;

	if (!vb_base64_decode(data, len, &bytes))
		return;
	text = malloc(bytes.len * 2 + 8);
	HOLDS(text);
	vb_base64(bytes.data, bytes.len, text);
	HOLDS(vb_base64_decode(text, strlen(text), &again));
	HOLDS(again.len == bytes.len && !memcmp(again.data, bytes.data, bytes.len));
	free(text);
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT;
	json_auto_t *json = NULL;

	turn_bytes(arena, data, len);
	decode(data, len);
	if (vb_json_parse(data, len, "input", &json, &err) < 0) {
		HOLDS(err.msg && !strncmp(err.msg, "input", 5));
		return;
	}
	print_and_read(json);
	if (json_is_object(json))
		find_lines(json, data, len);
	vb_json_to_bytes(json, arena, NULL);
}
