/* SPDX-License-Identifier: MIT */
/*
 * Shebang lines, and the quoting that holds for sh and for Python at once: what stands between
 * the two ''' is an ordinary Python string, so no ''' and no backslash sequence that Python does
 * not know may occur in what sh is to read.
 */
#include "core/shebang.h"

#include "core/utf8.h"

/* "#!", the path and the newline: what every kernel and every installer agrees on. */
#define LINE_MAX_LENGTH 127

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

/* Bytes that the source may not hold as they are: they are written as escapes, for printf. */
static bool needs_escapes(const char *path, const char *coding)
{
	size_t len = strlen(path);

	if (!vb_utf8_is_valid(path, len))
		return true;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)path[i];

		if (is_control(c) || (c >= 0x80 && coding))
			return true;
	}
	return false;
}

/* Whether Python would take the path, in a comment on the first line, for a declaration of the
 * source's encoding (PEP 263). */
static bool looks_like_coding(const char *path)
{
	for (const char *at = path; (at = strstr(at, "coding")); at++) {
		if (at[6] == '=' || at[6] == ':')
			return true;
	}
	return false;
}

static bool is_simple(const char *path, const char *coding)
{
	return strlen(path) + 3 <= LINE_MAX_LENGTH && !strchr(path, ' ') &&
	       !needs_escapes(path, coding) && !looks_like_coding(path);
}

static bool is_plain(const char *path)
{
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;
		bool alphanumeric =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!alphanumeric && !strchr("/._-+,@%", c))
			return false;
	}
	return true;
}

/* A run of one character that needs double quotes, never three ' beside each other. */
static const char *add_run(const char *at, struct vb_buf *out)
{
	const char *quoted = *at == '\'' ? "'" : "\\\\";
	char which = *at;

	while (*at == which) {
		vb_buf_addch(out, '"');
		vb_buf_adds(out, quoted);
		if (at[1] == which) {
			vb_buf_adds(out, quoted);
			at++;
		}
		vb_buf_addch(out, '"');
		at++;
	}
	return at;
}

/* 'a b' with "'" and "\\" between such pieces. */
static void add_quoted(const char *path, struct vb_buf *out)
{
	while (*path) {
		size_t len = strcspn(path, "'\\");

		if (len) {
			vb_buf_addch(out, '\'');
			vb_buf_add(out, path, len);
			vb_buf_addch(out, '\'');
		}
		path += len;
		if (*path)
			path = add_run(path, out);
	}
}

/* As the format of printf: octal escapes are the ones that Python and every printf know. */
static void add_escaped(const char *path, struct vb_buf *out)
{
	vb_buf_adds(out, "\"$(printf '");
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c == '%')
			vb_buf_adds(out, "%%");
		else if (is_control(c) || c >= 0x80 || strchr("'\"\\$`", c))
			vb_buf_addf(out, "\\%03o", (unsigned)c);
		else
			vb_buf_addch(out, (char)c);
	}
	vb_buf_adds(out, "')\"");
}

void vb_shebang(const char *interpreter, const char *coding, struct vb_buf *out)
{
	if (is_simple(interpreter, coding)) {
		vb_buf_addf(out, "#!%s\n", interpreter);
		return;
	}
	vb_buf_adds(out, "#!/bin/sh\n");
	if (coding)
		vb_buf_addf(out, "# -*- coding: %s -*-\n", coding);
	vb_buf_adds(out, "'''exec' ");
	if (needs_escapes(interpreter, coding))
		add_escaped(interpreter, out);
	else if (is_plain(interpreter))
		vb_buf_adds(out, interpreter);
	else
		add_quoted(interpreter, out);
	vb_buf_adds(out, " \"$0\" \"$@\"\n' '''\n");
}
