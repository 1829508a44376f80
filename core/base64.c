/* SPDX-License-Identifier: MIT */
/* The digits and the groups of RFC 4648; what is written in them is its callers' matter. */
#include "core/base64.h"

#define SHARED_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char standard_digits[] = SHARED_DIGITS "+/";
static const char url_digits[] = SHARED_DIGITS "-_";

/* Returns where the text ends: four digits of a whole group, one more than its bytes of another. */
static char *encode(const unsigned char *bytes, size_t len, const char *digits, char *to)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t count = len - i < 3 ? len - i : 3;
		uint32_t group = 0;

		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < count ? bytes[i + k] : 0);
		for (size_t k = 0; k <= count; k++)
			*to++ = digits[group >> (18 - 6 * k) & 63];
	}
	*to = '\0';
	return to;
}

void vb_base64(const void *bytes, size_t len, char *ret_text)
{
	char *end = encode(bytes, len, standard_digits, ret_text);

	while ((end - ret_text) % 4)
		*end++ = '=';
	*end = '\0';
}

void vb_base64_url(const void *bytes, size_t len, char *ret_text)
{
	encode(bytes, len, url_digits, ret_text);
}

void vb_base16(const void *bytes, size_t len, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++) {
		*ret_text++ = digits[at[i] >> 4];
		*ret_text++ = digits[at[i] & 15];
	}
	*ret_text = '\0';
}

bool vb_base64_decode(const char *text, size_t len, struct vb_buf *out)
{
	size_t count = len;
	uint32_t held = 0;
	unsigned bits = 0;

	while (count && len - count < 2 && text[count - 1] == '=')
		count--;
	for (size_t i = 0; i < count; i++) {
		const char *digit = memchr(standard_digits, text[i], 64);

		if (!digit)
			return false;
		held = held << 6 | (uint32_t)(digit - standard_digits);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		vb_buf_addch(out, (char)(held >> bits & 0xff));
	}
	/* Bits that belong to no byte are zero: a text says one thing, and is said in one way. */
	return len % 4 == 0 && !(held & ((1U << bits) - 1));
}
