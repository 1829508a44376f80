/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648 §4), with its padding. */
#include "bytes.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static json_t *encode(const struct host *host, const unsigned char *bytes, uint64_t len)
{
	char *text = host->api->memory(host->run, (len + 2) / 3 * 4 + 1), *at = text;

	if (!text)
		return NULL;
	for (uint64_t i = 0; i < len; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;

		group |= i + 1 < len ? (uint32_t)bytes[i + 1] << 8 : 0;
		group |= i + 2 < len ? bytes[i + 2] : 0;
		*at++ = digits[group >> 18];
		*at++ = digits[group >> 12 & 63];
		*at++ = '=';
		*at++ = '=';
		if (i + 1 < len)
			at[-2] = digits[group >> 6 & 63];
		if (i + 2 < len)
			at[-1] = digits[group & 63];
	}
	return json_pack("{s:s}", "base64", text);
}

json_t *run_bytes_json(const struct host *host, const char *bytes, uint64_t len)
{
	/* jansson takes no string that is not UTF-8. */
	json_t *json = memchr(bytes, '\0', len) ? NULL : json_stringn(bytes, len);

	return json ? json : encode(host, (const unsigned char *)bytes, len);
}

static const char *decode(const struct host *host, const char *text, uint64_t *ret_len)
{
	size_t len = strlen(text), count = 0;
	unsigned char *bytes = host->api->memory(host->run, len / 4 * 3 + 1);
	uint32_t group = 0;
	unsigned held = 0;

	if (!bytes || len % 4)
		return NULL;
	while (len && text[len - 1] == '=' && count < 2)
		len--, count++;
	count = 0;
	for (size_t i = 0; i < len; i++) {
		const char *digit = text[i] ? strchr(digits, text[i]) : NULL;

		if (!digit)
			return NULL;
		group = group << 6 | (uint32_t)(digit - digits);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		bytes[count++] = (unsigned char)(group >> held);
	}
	*ret_len = count;
	return (const char *)bytes;
}

const char *run_bytes_read(const struct host *host, const json_t *json, uint64_t *ret_len)
{
	const json_t *coded = json_object_get(json, "base64");

	if (json_is_string(json)) {
		*ret_len = json_string_length(json);
		return json_string_value(json);
	}
	if (!json_is_string(coded) || json_object_size(json) != 1)
		return NULL;
	return decode(host, json_string_value(coded), ret_len);
}
