/* SPDX-License-Identifier: MIT */
/* Texts that others wrote, and texts for others to read: URLs, quoting, what a terminal gets. */
#include "core/direct_url.h"
#include "core/environment.h"
#include "core/exec_env.h"
#include "core/printable.h"
#include "core/quote.h"
#include "core/target.h"
#include "core/url.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"

/* What a POSIX shell makes of one word in which only quotes and backslashes mean anything. */
static bool unquote_sh(const char *word, struct vb_buf *out)
{
	while (*word) {
		const char *end;

		if (*word == '\'') {
			end = strchr(++word, '\'');
			if (!end)
				return false;
			vb_buf_add(out, word, (size_t)(end - word));
			word = end + 1;
		} else if (*word == '\\' && word[1]) {
			vb_buf_addch(out, word[1]);
			word += 2;
		} else if (strchr(" \t\n\"$`!*?[]{}()<>|&;#~=%\\", *word)) {
			return false;
		} else {
			vb_buf_addch(out, *word++);
		}
	}
	return true;
}

static void quote(const char *text)
{
	static vb_quote_fn *const quotes[] = {vb_quote_sh, vb_quote_csh, vb_quote_fish,
		vb_quote_nushell, vb_quote_powershell, vb_quote_python, vb_quote_ansi_c};
	vb_auto_buf back = VB_BUF_INIT, quoted = VB_BUF_INIT;

	for (size_t i = 0; i < VB_COUNT(quotes); i++) {
		vb_auto_buf out = VB_BUF_INIT;

		quotes[i](&out, text);
		HOLDS(!out.len || strlen(out.data) == out.len);
	}
	vb_quote_sh(&quoted, text);
	HOLDS(unquote_sh(quoted.data, &back));
	HOLDS(back.len == strlen(text) && (!back.len || !memcmp(back.data, text, back.len)));
}

static void show(const char *data, size_t len)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_printable_add_line(&out, data, len);
	HOLDS(vb_utf8_is_valid(out.len ? out.data : "", out.len));
	for (size_t i = 0; i < out.len; i++)
		HOLDS((unsigned char)out.data[i] >= ' ' && out.data[i] != 0x7f);
}

/* The password of a URL that is nothing but one is not shown, whatever it is made of. */
static void mask(struct vb_arena *arena, const char *text)
{
	vb_auto_buf any = VB_BUF_INIT, out = VB_BUF_INIT;
	const char *url;

	vb_url_add_masked(&any, text);
	if (strpbrk(text, "@/?# \t\n\r\"'<>\\") || strlen(text) < 6 || strstr(text, "***"))
		return;
	url = vb_arena_printf(arena, "https://me:SECRET%sSECRET@index.example/simple", text);
	vb_url_add_masked(&out, url);
	HOLDS(!strstr(out.data, "SECRET"));
	HOLDS(strstr(out.data, "index.example/simple"));
}

static void read_files(struct vb_arena *arena, const char *data, size_t len)
{
	const struct vb_installed_row *rows;
	const struct vb_cfg_key *keys;
	struct vb_direct_url direct;
	struct vb_path_set files;
	const char *path;

	vb_cfg_parse(arena, data, len, &keys);
	vb_exec_env_prompt(arena, data, len);
	vb_target_redirect(arena, data, len);
	vb_installed_rows(arena, data, len, "lib/python3.13/site-packages", &rows);
	vb_path_set_init(&files, arena);
	vb_installed_parse(arena, data, len, "lib/python3.13/site-packages", &files);
	for (size_t i = 0; (path = vb_path_set_at(&files, i)); i++) {
		HOLDS(*path && *path != '/');
		HOLDS(strncmp(path, "../", 3) != 0 && strcmp(path, "..") != 0);
		HOLDS(!strstr(path, "/../"));
	}
	if (vb_direct_url_parse(arena, data, len, &direct) == 0)
		HOLDS(vb_direct_url_requirement(arena, "name", &direct));
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	const char *text = vb_arena_dup(arena, data, len);

	quote(text);
	show(data, len);
	mask(arena, text);
	read_files(arena, data, len);
}
