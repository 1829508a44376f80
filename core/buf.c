/* SPDX-License-Identifier: MIT */
/* The string builder: growth, formatting, and nothing that knows what the bytes mean. */
#include "core/buf.h"

#include <assert.h>

char vb_buf_empty[1];

void vb_buf_done(struct vb_buf *buf)
{
	if (buf->room)
		free(buf->data);
	*buf = (struct vb_buf)VB_BUF_INIT;
}

void vb_buf_clear(struct vb_buf *buf)
{
	vb_buf_truncate(buf, 0);
}

void vb_buf_reserve(struct vb_buf *buf, size_t more)
{
	size_t need, room;
	char *data;

	if (__builtin_add_overflow(buf->len, more, &need) || __builtin_add_overflow(need, 1, &need))
		vb_oom();
	if (need <= buf->room)
		return;
	room = buf->room ? buf->room : 64;
	while (room < need)
		if (__builtin_mul_overflow(room, 2, &room))
			vb_oom();
	data = realloc(buf->room ? buf->data : NULL, room);
	if (!data)
		vb_oom();
	data[buf->len] = '\0';
	buf->data = data;
	buf->room = room;
}

void vb_buf_add(struct vb_buf *buf, const void *data, size_t len)
{
	if (!len)
		return;
	vb_buf_reserve(buf, len);
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void vb_buf_addch(struct vb_buf *buf, char c)
{
	vb_buf_add(buf, &c, 1);
}

void vb_buf_adds(struct vb_buf *buf, const char *text)
{
	vb_buf_add(buf, text, strlen(text));
}

void vb_buf_addf(struct vb_buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vb_buf_addfv(buf, format, args);
	va_end(args);
}

void vb_buf_addfv(struct vb_buf *buf, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		vb_oom();
	vb_buf_reserve(buf, (size_t)len);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, format, args);
	buf->len += (size_t)len;
}

void vb_buf_truncate(struct vb_buf *buf, size_t len)
{
	assert(len <= buf->len);
	if (len == buf->len)
		return;
	buf->len = len;
	buf->data[len] = '\0';
}
