/* SPDX-License-Identifier: MIT */
/* Between text and jansson's trees. */
#include "core/json.h"

#include "core/utf8.h"

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What stood near a mistake may be a secret, or a file that is no configuration at all; a key that
 * is there twice is not. */
static int length_to_tell(const char *text)
{
	const char *near = strncmp(text, "duplicate", 9) ? strstr(text, " near '") : NULL;

	return near ? (int)(near - text) : (int)strlen(text);
}

int vb_json_parse(
	const char *text, size_t len, const char *name, json_t **ret_json, struct vb_err *err)
{
	json_error_t error;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		return vb_err_set(err, VB_EUSAGE, "%s:%d: %.*s", name, error.line,
			length_to_tell(error.text), error.text);
	*ret_json = json;
	return 0;
}

static void encode_base64(const unsigned char *bytes, size_t len, struct vb_buf *out)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t group = (uint32_t)bytes[i] << 16 |
				 (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
				 (left > 2 ? bytes[i + 2] : 0);

		vb_buf_addch(out, base64_digits[group >> 18]);
		vb_buf_addch(out, base64_digits[group >> 12 & 63]);
		vb_buf_addch(out, left > 1 ? base64_digits[group >> 6 & 63] : '=');
		vb_buf_addch(out, left > 2 ? base64_digits[group & 63] : '=');
	}
}

static bool decode_base64(const char *text, struct vb_buf *out)
{
	uint32_t group = 0;
	unsigned bits = 0;

	for (; *text && *text != '='; text++) {
		const char *digit = strchr(base64_digits, *text);

		if (!digit)
			return false;
		group = group << 6 | (uint32_t)(digit - base64_digits);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		vb_buf_addch(out, (char)(group >> bits & 0xff));
	}
	return true;
}

json_t *vb_json_bytes(const char *bytes, size_t len)
{
	vb_auto_buf text = VB_BUF_INIT;
	json_t *json;

	if (vb_utf8_is_valid(bytes, len) && !memchr(bytes, '\0', len)) {
		json = json_stringn(bytes, len);
	} else {
		encode_base64((const unsigned char *)bytes, len, &text);
		json = json_pack("{s:s}", "base64", text.data);
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
		 !decode_base64(json_string_value(coded), &bytes))
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
