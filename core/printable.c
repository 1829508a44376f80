/* SPDX-License-Identifier: MIT */
/* Escaping what a terminal would obey. */
#include "core/printable.h"

#include "core/utf8.h"

/* C0 and DEL, and the C1 characters of ISO 6429, which UTF-8 has in two bytes. */
static bool is_control(const char *at, size_t len)
{
	unsigned char c = (unsigned char)*at;

	if (len == 1)
		return c < 0x20 || c == 0x7f;
	return len == 2 && c == 0xc2 && (unsigned char)at[1] < 0xa0;
}

/* KEPT are control characters that stay. */
static void add(struct vb_buf *out, const char *text, size_t len, const char *kept)
{
	while (len) {
		size_t step = vb_utf8_length(text, len);
		size_t taken = step ? step : 1;

		if (step && (!is_control(text, step) || (*text && strchr(kept, *text)))) {
			vb_buf_add(out, text, step);
		} else {
			for (size_t i = 0; i < taken; i++)
				vb_buf_addf(out, "\\x%02x", (unsigned)(unsigned char)text[i]);
		}
		text += taken;
		len -= taken;
	}
}

void vb_printable_add(struct vb_buf *out, const char *text, size_t len)
{
	add(out, text, len, "\n\t");
}

void vb_printable_add_line(struct vb_buf *out, const char *text, size_t len)
{
	add(out, text, len, "");
}

size_t vb_printable_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}
