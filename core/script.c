/* SPDX-License-Identifier: MIT */
/*
 * Scripts as installers write them. What stands above them is shebang.c's; where they go, and
 * which of them a wheel gets, is seed.c's.
 */
#include "core/script.h"

#include "core/image.h"
#include "core/interp.h"
#include "core/shebang.h"

static bool is_word(char c)
{
	unsigned char byte = (unsigned char)c;

	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

static bool is_dotted(const char *text)
{
	bool in_word = false;

	for (; *text; text++) {
		if (*text == '.' && in_word)
			in_word = false;
		else if (is_word(*text) && (in_word || *text < '0' || *text > '9'))
			in_word = true;
		else
			return false;
	}
	return in_word;
}

const char *vb_script_fault(const struct vb_entry_point *entry)
{
	if (!*entry->name || strchr(entry->name, '/') || !strcmp(entry->name, ".") ||
		!strcmp(entry->name, ".."))
		return "its name is not the name of a file";
	if (!is_dotted(entry->module))
		return "its module is not a dotted name";
	if (!entry->object || !*entry->object)
		return "it names no function";
	return is_dotted(entry->object) ? NULL : "its function is not a dotted name";
}

void vb_script_of_entry_point(
	const struct vb_entry_point *entry, const char *interpreter, struct vb_buf *out)
{
	int imported = (int)strcspn(entry->object, ".");

	vb_shebang(interpreter, NULL, out);
	vb_buf_addf(out,
		"import sys\n"
		"from %s import %.*s\n"
		"\n"
		"if __name__ == \"__main__\":\n"
		"    for suffix in (\"-script.pyw\", \".exe\"):\n"
		"        if sys.argv[0].endswith(suffix):\n"
		"            sys.argv[0] = sys.argv[0][:-len(suffix)]\n"
		"            break\n"
		"    sys.exit(%s())\n",
		entry->module, imported, entry->object, entry->object);
}

bool vb_script_is_among(const struct vb_entry_point *entries, const char *name)
{
	for (; entries && entries->name; entries++) {
		if (!strcmp(entries->name, name))
			return true;
	}
	return false;
}

/* "", "3", "3.9", "-3.9" */
static bool is_version_suffix(const char *text)
{
	static const char digits[] = "0123456789";

	if (*text == '-')
		text++;
	text += strspn(text, digits);
	if (*text == '.')
		text++;
	return !text[strspn(text, digits)];
}

const char *const *vb_script_names(struct vb_arena *arena, const struct vb_entry_point *entry,
	const struct vb_entry_point *entries, const struct vb_interp *interp)
{
	static const struct {
		const char *base, *before_version;
		bool major_too;
	} families[] = {{"pip", "pip", true}, {"easy_install", "easy_install-", false}};
	const char **names = vb_arena_array(arena, 4, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < VB_COUNT(families); i++) {
		const char *base = families[i].base, *before = families[i].before_version;

		if (strncmp(entry->name, base, strlen(base)) != 0 ||
			!is_version_suffix(entry->name + strlen(base)) || !vb_script_is_among(entries, base))
			continue;
		if (strcmp(entry->name, base) != 0)
			return names;
		names[count++] = base;
		if (families[i].major_too)
			names[count++] = vb_arena_printf(arena, "%s%d", before, interp->major);
		names[count++] =
			vb_arena_printf(arena, "%s%d.%d", before, interp->major, interp->minor);
		return names;
	}
	names[0] = entry->name;
	return names;
}

/* The encoding that a source declares in LINE (PEP 263: ^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)),
 * into CODING; false when there is none or it is the default. */
static bool find_coding(const char *line, size_t len, struct vb_buf *coding)
{
	vb_auto_buf text = VB_BUF_INIT;
	const char *at;

	vb_buf_add(&text, line, len);
	at = text.data + strspn(text.data, " \t\f");
	if (*at != '#')
		return false;
	while ((at = strstr(at, "coding"))) {
		at += strlen("coding");
		if (*at != ':' && *at != '=')
			continue;
		at += 1 + strspn(at + 1, " \t");
		while (*at == '-' || *at == '.' || (is_word(*at) && !(*at & 0x80)))
			vb_buf_addch(coding, *at++);
		if (coding->len)
			break;
	}
	return coding->len && strncasecmp(coding->data, "utf-8", 5) &&
	       strncasecmp(coding->data, "utf_8", 5) && strcasecmp(coding->data, "utf8");
}

void vb_script_of_text(const char *text, size_t len, const char *interpreter, struct vb_buf *out)
{
	static const char marker[] = "#!python";
	vb_auto_buf coding = VB_BUF_INIT;
	const char *end = text + len, *second, *third;
	bool declares;

	if (len < strlen(marker) || memcmp(text, marker, strlen(marker))) {
		vb_buf_add(out, text, len);
		return;
	}
	second = memchr(text, '\n', len);
	second = second ? second + 1 : end;
	third = memchr(second, '\n', (size_t)(end - second));
	declares = find_coding(second, (size_t)((third ? third : end) - second), &coding);
	vb_shebang(interpreter, declares ? coding.data : NULL, out);
	vb_buf_add(out, second, (size_t)(end - second));
}
