/* SPDX-License-Identifier: MIT */
/* Between text and jansson's trees. */
#include "core/json.h"

#include "core/base64.h"
#include "core/utf8.h"

static void *allocate(size_t size)
{
	void *data = malloc(size);

	if (!data)
		vb_oom();
	return data;
}

void vb_json_start(void)
{
	json_set_alloc_funcs(allocate, free);
}

/* What stood near a mistake may be a secret, or a file that is no configuration at all; a key that
 * is there twice is not. */
static int length_to_tell(const char *text)
{
	const char *near = strncmp(text, "duplicate", 9) ? strstr(text, " near '") : NULL;

	return near ? (int)(near - text) : (int)strlen(text);
}

/* The number of the line that AT stands in. */
static unsigned count_lines(const char *text, const char *at)
{
	unsigned line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* jansson takes a NUL behind a number for a blank, and the end. */
int vb_json_parse(
	const char *text, size_t len, const char *name, json_t **ret_json, struct vb_err *err)
{
	const char *nul = memchr(text, '\0', len);
	json_error_t error;
	json_t *json;

	if (nul)
		return vb_err_set(err, VB_EUSAGE, "%s:%u: a NUL byte, which is no JSON", name,
			count_lines(text, nul));
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!json && json_error_code(&error) == json_error_null_character)
		return vb_err_set(
			err, VB_EUSAGE, "%s:%d: \\u0000, which no text may hold", name, error.line);
	if (!json)
		return vb_err_set(err, VB_EUSAGE, "%s:%d: %.*s", name, error.line,
			length_to_tell(error.text), error.text);
	*ret_json = json;
	return 0;
}

json_t *vb_json_bytes(const char *bytes, size_t len)
{
	vb_auto_free char *text = NULL;
	json_t *json;

	if (vb_utf8_is_valid(bytes, len) && !memchr(bytes, '\0', len)) {
		json = json_stringn(bytes, len);
	} else {
		text = malloc(VB_BASE64_ROOM(len));
		if (!text)
			vb_oom();
		vb_base64(bytes, len, text);
		json = json_pack("{s:s}", "base64", text);
	}
	if (!json)
		vb_oom();
	return json;
}

json_t *vb_json_text(const char *text)
{
	return text ? vb_json_bytes(text, strlen(text)) : json_null();
}

char *vb_json_to_bytes(const json_t *json, struct vb_arena *arena, size_t *ret_len)
{
	vb_auto_buf bytes = VB_BUF_INIT;
	const json_t *coded = json_object_get(json, "base64");

	if (json_is_string(json))
		vb_buf_add(&bytes, json_string_value(json), json_string_length(json));
	else if (!json_is_string(coded) || json_object_size(json) != 1 ||
		 !vb_base64_decode(json_string_value(coded), json_string_length(coded), &bytes))
		return NULL;
	if (ret_len)
		*ret_len = bytes.len;
	return vb_arena_dup(arena, bytes.data, bytes.len);
}

char *vb_json_member(const json_t *object, const char *key, struct vb_arena *arena)
{
	const json_t *member = json_object_get(object, key);

	return member ? vb_json_to_bytes(member, arena, NULL) : NULL;
}

static int add_chunk(const char *chunk, size_t len, void *buf)
{
	vb_buf_add(buf, chunk, len);
	return 0;
}

void vb_json_print(const json_t *json, struct vb_buf *out)
{
	if (json_dump_callback(json, add_chunk, out, JSON_INDENT(2) | JSON_ENCODE_ANY) < 0)
		vb_oom();
	vb_buf_addch(out, '\n');
}
