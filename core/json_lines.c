/* SPDX-License-Identifier: MIT */
/*
 * A scan over JSON text that is known to be well-formed: it steps from token to token, counts
 * brackets where it skips a value, and compares keys with their escapes resolved.
 */
#include "core/json_lines.h"

#include "core/buf.h"

struct scan {
	const char *at, *end;
};

static void skip_space(struct scan *scan)
{
	while (scan->at < scan->end && *scan->at && strchr(" \t\r\n,:", *scan->at))
		scan->at++;
}

static uint32_t read_hex(const char *digits)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)digits[i];

		value = value << 4 | (c <= '9' ? c - 0x30u : (c & 0xdfu) - 0x37u);
	}
	return value & 0xffff;
}

static void add_character(struct vb_buf *out, uint32_t c)
{
	if (c < 0x80) {
		vb_buf_addch(out, (char)c);
		return;
	}
	if (c < 0x800) {
		vb_buf_addch(out, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		vb_buf_addch(out, (char)(0xe0 | c >> 12));
		vb_buf_addch(out, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		vb_buf_addch(out, (char)(0xf0 | c >> 18));
		vb_buf_addch(out, (char)(0x80 | (c >> 12 & 0x3f)));
		vb_buf_addch(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	vb_buf_addch(out, (char)(0x80 | (c & 0x3f)));
}

/* The escape behind a backslash; a pair of surrogates is one character. */
static void read_escape(struct scan *scan, struct vb_buf *out)
{
	static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
	const char *letter = strchr(letters, *scan->at);
	uint32_t c;

	if (*scan->at != 'u') {
		vb_buf_addch(out, letter ? meanings[letter - letters] : *scan->at);
		scan->at++;
		return;
	}
	if (scan->end - scan->at < 5) {
		scan->at = scan->end;
		return;
	}
	c = read_hex(scan->at + 1);
	scan->at += 5;
	if ((c & 0xfc00) == 0xd800 && scan->end - scan->at >= 6) {
		c = 0x10000 + ((c & 0x3ff) << 10) + (read_hex(scan->at + 2) & 0x3ff);
		scan->at += 6;
	}
	add_character(out, c);
}

/* The string that begins here; the scan then stands behind it. */
static void read_string(struct scan *scan, struct vb_buf *out)
{
	scan->at++;
	while (scan->at < scan->end && *scan->at != '"') {
		if (*scan->at == '\\' && scan->at + 1 < scan->end) {
			scan->at++;
			read_escape(scan, out);
		} else {
			vb_buf_addch(out, *scan->at++);
		}
	}
	if (scan->at < scan->end)
		scan->at++;
}

static void skip_value(struct scan *scan)
{
	vb_auto_buf ignored = VB_BUF_INIT;
	unsigned depth = 0;

	do {
		if (*scan->at == '"') {
			read_string(scan, &ignored);
			continue;
		}
		if (*scan->at == '{' || *scan->at == '[')
			depth++;
		else if (*scan->at == '}' || *scan->at == ']')
			depth--;
		scan->at++;
	} while (scan->at < scan->end && (depth || !strchr(",}] \t\r\n", *scan->at)));
}

/* In the object that begins here: the place of KEY; the scan then stands before its value. */
static const char *find_key(struct scan *scan, const char *key)
{
	skip_space(scan);
	if (scan->at == scan->end || *scan->at != '{')
		return NULL;
	scan->at++;
	for (;;) {
		vb_auto_buf name = VB_BUF_INIT;
		const char *place;

		skip_space(scan);
		if (scan->at == scan->end || *scan->at != '"')
			return NULL;
		place = scan->at;
		read_string(scan, &name);
		skip_space(scan);
		if (!strcmp(name.data, key))
			return place;
		if (scan->at == scan->end)
			return NULL;
		skip_value(scan);
	}
}

/* In the array that begins here: the place of the element whose number INDEX is, as text. */
static const char *find_element(struct scan *scan, const char *index)
{
	unsigned long wanted = strtoul(index, NULL, 10);

	scan->at++;
	for (;; wanted--) {
		skip_space(scan);
		if (scan->at == scan->end || *scan->at == ']')
			return NULL;
		if (!wanted)
			return scan->at;
		skip_value(scan);
	}
}

static const char *find_member(struct scan *scan, const char *key)
{
	skip_space(scan);
	if (scan->at < scan->end && *scan->at == '[')
		return find_element(scan, key);
	return find_key(scan, key);
}

unsigned vb_json_line(const char *text, size_t len, const char *const *path)
{
	struct scan scan = {text, text + len};
	const char *place = NULL;
	unsigned line = 1;

	for (; *path; path++) {
		place = find_member(&scan, *path);
		if (!place)
			return 0;
	}
	if (!place)
		return 0;
	for (const char *at = text; at < place; at++)
		line += *at == '\n';
	return line;
}
