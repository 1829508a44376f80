/* SPDX-License-Identifier: MIT */
/* Checking UTF-8, a character at a time, by the table of RFC 3629, section 4. */
#include "core/utf8.h"

static const struct {
	unsigned char first, last;   /* of the leading byte */
	unsigned char low, high;     /* of the byte behind it */
	unsigned char length;
} forms[] = {
	{0x00, 0x7f, 0, 0, 1},
	{0xc2, 0xdf, 0x80, 0xbf, 2},
	{0xe0, 0xe0, 0xa0, 0xbf, 3},
	{0xe1, 0xec, 0x80, 0xbf, 3},
	{0xed, 0xed, 0x80, 0x9f, 3},
	{0xee, 0xef, 0x80, 0xbf, 3},
	{0xf0, 0xf0, 0x90, 0xbf, 4},
	{0xf1, 0xf3, 0x80, 0xbf, 4},
	{0xf4, 0xf4, 0x80, 0x8f, 4},
};

size_t vb_utf8_length(const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t i = 0; len && i < VB_COUNT(forms); i++) {
		if (at[0] < forms[i].first || at[0] > forms[i].last)
			continue;
		if (forms[i].length > len)
			return 0;
		for (size_t k = 1; k < forms[i].length; k++) {
			unsigned char low = k == 1 ? forms[i].low : 0x80;
			unsigned char high = k == 1 ? forms[i].high : 0xbf;

			if (at[k] < low || at[k] > high)
				return 0;
		}
		return forms[i].length;
	}
	return 0;
}

bool vb_utf8_is_valid(const char *bytes, size_t len)
{
	while (len) {
		size_t step = vb_utf8_length(bytes, len);

		if (!step)
			return false;
		bytes += step;
		len -= step;
	}
	return true;
}
