/* SPDX-License-Identifier: MIT */
/* The text of a RECORD, and the paths in it. Which files belong to a package is seed.c's. */
#include "core/record.h"

static int compare_rows(const void *a, const void *b)
{
	return strcmp(
		((const struct vb_record_row *)a)->path, ((const struct vb_record_row *)b)->path);
}

/* Quoted where a reader would take it apart. */
static void add_field(const char *text, struct vb_buf *out)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		vb_buf_adds(out, text);
		return;
	}
	vb_buf_addch(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			vb_buf_addch(out, '"');
		vb_buf_addch(out, *text);
	}
	vb_buf_addch(out, '"');
}

static void add_number(uint64_t number, struct vb_buf *out)
{
	char digits[24];
	char *at = digits + sizeof(digits);

	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	vb_buf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

void vb_record_write(struct vb_record_row *rows, size_t count, struct vb_buf *out)
{
	qsort(rows, count, sizeof(*rows), compare_rows);
	vb_buf_reserve(out, count * 128);
	for (size_t i = 0; i < count; i++) {
		add_field(rows[i].path, out);
		if (rows[i].sha256) {
			vb_buf_adds(out, ",sha256=");
			vb_buf_adds(out, rows[i].sha256);
			vb_buf_addch(out, ',');
			add_number(rows[i].size, out);
		} else {
			vb_buf_adds(out, ",,");
		}
		vb_buf_addch(out, '\n');
	}
}

const char *vb_record_path(struct vb_arena *arena, const char *root, const char *path)
{
	vb_auto_buf out = VB_BUF_INIT;
	const char *from = root, *to = path;

	/* What both have in common, whole components only. */
	for (;;) {
		size_t len = strcspn(from, "/");

		if (!len || strncmp(from, to, len) != 0 || to[len] != '/')
			break;
		from += len + (from[len] == '/');
		to += len + 1;
	}
	for (; *from; from += strcspn(from, "/"), from += *from == '/')
		vb_buf_adds(&out, "../");
	vb_buf_adds(&out, to);
	return vb_arena_dup(arena, out.data, out.len);
}
