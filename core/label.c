/* SPDX-License-Identifier: MIT */
/* Labels: which characters of a prompt are drawn, and which are safe to be drawn by any shell. */
#include "core/label.h"

#include "core/utf8.h"

/* Neither U+0000 to U+001F and U+007F nor U+0080 to U+009F, which terminals obey too. */
static bool is_drawable(const char *at, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)at;

	if (len == 1)
		return bytes[0] >= 0x20 && bytes[0] != 0x7f;
	return len && (bytes[0] != 0xc2 || bytes[1] >= 0xa0);
}

void vb_label(struct vb_buf *out, const char *prompt)
{
	size_t left = strlen(prompt);

	while (left) {
		size_t len = vb_utf8_length(prompt, left);
		size_t step = len ? len : 1;

		if (is_drawable(prompt, len))
			vb_buf_add(out, prompt, len);
		else
			vb_buf_addch(out, '?');
		prompt += step;
		left -= step;
	}
}

static bool is_plain(char c)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789 ._-+,:@/=()[]?";

	return (c & 0x80) || strchr(plain, c);
}

void vb_label_plain(struct vb_buf *out, const char *prompt)
{
	size_t start = out->len;

	vb_label(out, prompt);
	for (size_t i = start; i < out->len; i++)
		if (!is_plain(out->data[i]))
			out->data[i] = '?';
}

void vb_label_doubled(struct vb_buf *out, const char *prompt, char twice)
{
	vb_auto_buf label = VB_BUF_INIT;

	vb_label(&label, prompt);
	for (const char *at = label.data; *at; at++) {
		if (*at == twice)
			vb_buf_addch(out, *at);
		vb_buf_addch(out, *at);
	}
}
