/* SPDX-License-Identifier: MIT */
/*
 * Quoting, by language. Most languages have a string that ends at a quote and in which a few
 * characters stand for something else: a table says what is written for each of those.
 */
#include "core/quote.h"

#include "core/path.h"
#include "core/utf8.h"

struct escape {
	const char *special;
	const char *written;
};

/* Inside '…' nothing is special but the quote, which therefore stands outside. */
static const struct escape sh_escapes[] = {{"'", "'\\''"}, {NULL, NULL}};

/* History is expanded inside '…' too; a backslash inside is itself or not, as backslash_quote
 * says, but outside it always quotes. A newline needs a backslash inside. */
static const struct escape csh_escapes[] = {
	{"'", "'\\''"}, {"!", "'\\!'"}, {"\\", "'\\\\'"}, {"\n", "\\\n"}, {NULL, NULL}};

static const struct escape fish_escapes[] = {{"'", "\\'"}, {"\\", "\\\\"}, {NULL, NULL}};

/* The typographic quotes U+2018 to U+201B end a string like the plain one. */
static const struct escape powershell_escapes[] = {
	{"'", "''"},
	{"\xe2\x80\x98", "\xe2\x80\x98\xe2\x80\x98"},
	{"\xe2\x80\x99", "\xe2\x80\x99\xe2\x80\x99"},
	{"\xe2\x80\x9a", "\xe2\x80\x9a\xe2\x80\x9a"},
	{"\xe2\x80\x9b", "\xe2\x80\x9b\xe2\x80\x9b"},
	{NULL, NULL},
};

static const struct escape *match(const struct escape *escapes, const char *at)
{
	for (; escapes->special; escapes++) {
		if (!strncmp(at, escapes->special, strlen(escapes->special)))
			return escapes;
	}
	return NULL;
}

static void quote(struct vb_buf *out, const char *text, const struct escape *escapes)
{
	vb_buf_addch(out, '\'');
	while (*text) {
		const struct escape *escape = match(escapes, text);

		if (escape)
			vb_buf_adds(out, escape->written);
		else
			vb_buf_addch(out, *text);
		text += escape ? strlen(escape->special) : 1;
	}
	vb_buf_addch(out, '\'');
}

void vb_quote_sh(struct vb_buf *out, const char *text)
{
	quote(out, text, sh_escapes);
}

void vb_quote_csh(struct vb_buf *out, const char *text)
{
	quote(out, text, csh_escapes);
}

void vb_quote_fish(struct vb_buf *out, const char *text)
{
	quote(out, text, fish_escapes);
}

void vb_quote_powershell(struct vb_buf *out, const char *text)
{
	quote(out, text, powershell_escapes);
}

/* One more '#' than follow any quote in TEXT, so that none of its quotes ends the string; nor does
 * the opening one, which nushell looks at as well. */
static size_t count_fence(const char *text)
{
	size_t fence = strspn(text, "#") + 1;

	for (const char *at = strchr(text, '\''); at; at = strchr(at + 1, '\'')) {
		size_t run = strspn(at + 1, "#");

		if (run >= fence)
			fence = run + 1;
	}
	return fence;
}

static void repeat(struct vb_buf *out, char c, size_t count)
{
	while (count--)
		vb_buf_addch(out, c);
}

void vb_quote_nushell(struct vb_buf *out, const char *text)
{
	size_t fence = count_fence(text);

	vb_buf_addch(out, 'r');
	repeat(out, '#', fence);
	vb_buf_addch(out, '\'');
	vb_buf_adds(out, text);
	vb_buf_addch(out, '\'');
	repeat(out, '#', fence);
}

/* The code point of a valid character of LEN bytes. */
static uint32_t decode(const char *bytes, size_t len)
{
	uint32_t point = (unsigned char)bytes[0];

	if (len > 1)
		point &= 0x7fu >> len;
	for (size_t i = 1; i < len; i++)
		point = point << 6 | ((unsigned char)bytes[i] & 0x3fu);
	return point;
}

static void add_python_character(struct vb_buf *out, const char *at, size_t len)
{
	uint32_t point = len ? decode(at, len) : 0xdc00u + (unsigned char)*at;

	if (point == '\'' || point == '\\')
		vb_buf_addf(out, "\\%c", (char)point);
	else if (point >= 0x20 && point < 0x7f)
		vb_buf_addch(out, (char)point);
	else if (point < 0x100)
		vb_buf_addf(out, "\\x%02x", point);
	else
		vb_buf_addf(out, point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
}

void vb_quote_python(struct vb_buf *out, const char *text)
{
	size_t left = strlen(text);

	vb_buf_addch(out, '\'');
	while (left) {
		size_t len = vb_utf8_length(text, left);
		size_t step = len ? len : 1;

		add_python_character(out, text, len);
		text += step;
		left -= step;
	}
	vb_buf_addch(out, '\'');
}

static const struct {
	const char *shell;
	vb_quote_fn *quote;
} shells[] = {
	{"ash", vb_quote_sh},
	{"bash", vb_quote_sh},
	{"busybox", vb_quote_sh},
	{"csh", vb_quote_csh},
	{"dash", vb_quote_sh},
	{"fish", vb_quote_fish},
	{"ksh", vb_quote_sh},
	{"ksh93", vb_quote_sh},
	{"mksh", vb_quote_sh},
	{"nu", vb_quote_nushell},
	{"nushell", vb_quote_nushell},
	{"powershell", vb_quote_powershell},
	{"pwsh", vb_quote_powershell},
	{"python", vb_quote_python},
	{"sh", vb_quote_sh},
	{"tcsh", vb_quote_csh},
	{"xonsh", vb_quote_python},
	{"zsh", vb_quote_sh},
};

vb_quote_fn *vb_quote_find(const char *shell)
{
	const char *name = vb_path_base(shell);

	if (*name == '-')
		name++;
	for (size_t i = 0; i < VB_COUNT(shells); i++) {
		if (!strcmp(shells[i].shell, name))
			return shells[i].quote;
	}
	return NULL;
}

void vb_quote_word(struct vb_buf *out, vb_quote_fn *as, const char *text)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789/._-";

	if (*text && *text != '-' && !text[strspn(text, harmless)])
		vb_buf_adds(out, text);
	else
		as(out, text);
}

static bool is_control(const char *at)
{
	return (unsigned char)*at < 0x20 || *at == 0x7f;
}

/* Whether TEXT can stand in a line of a UTF-8 file as it is. */
static bool is_plain(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (is_control(at))
			return false;
	}
	return vb_utf8_is_valid(text, strlen(text));
}

void vb_quote_ansi_c(struct vb_buf *out, const char *text)
{
	size_t left = strlen(text);

	if (is_plain(text)) {
		vb_buf_adds(out, text);
		return;
	}
	vb_buf_adds(out, "$'");
	while (left) {
		size_t len = vb_utf8_length(text, left);
		size_t step = len ? len : 1;

		if (!len || is_control(text))
			vb_buf_addf(out, "\\x%02x", (unsigned char)*text);
		else if (*text == '\'' || *text == '\\')
			vb_buf_addf(out, "\\%c", *text);
		else
			vb_buf_add(out, text, len);
		text += step;
		left -= step;
	}
	vb_buf_addch(out, '\'');
}
