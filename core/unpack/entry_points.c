/* SPDX-License-Identifier: MIT */
/* A scan of lines: sections, keys, values, and the continuation lines that spoil them. */
#include "core/unpack/entry_points.h"

#include "core/utf8.h"

enum { NOT_SCRIPTS = -1, CONSOLE, GUI, GROUPS };

static const char *const groups[GROUPS] = {
	[CONSOLE] = "console_scripts",
	[GUI] = "gui_scripts",
};

struct scan {
	struct vb_arena *arena;
	struct vb_entry_point *points[GROUPS];
	size_t counts[GROUPS];
	int group;
	bool in_option; /* a value may go on with a line that is indented deeper than INDENT */
	size_t indent;
	unsigned line;
};

static char *strip(char *text)
{
	char *end;

	text += strspn(text, " \t\r");
	for (end = text + strlen(text); end > text && strchr(" \t\r", end[-1]);)
		*--end = '\0';
	return text;
}

/* Names joined by dots. Bytes beyond ASCII are letters: which, only Python knows. */
static bool is_dotted(const char *text)
{
	bool first = true;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text, lower = c | 0x20;

		if (c == '.' && first)
			return false;
		if (c != '.' && c != '_' && c < 0x80 && !(lower >= 'a' && lower <= 'z') &&
			!(c >= '0' && c <= '9' && !first))
			return false;
		first = c == '.';
	}
	return !first;
}

static bool is_file_name(const char *name)
{
	for (const char *at = name; *at; at++)
		if ((unsigned char)*at < ' ' || *at == '/' || *at == '\\' || *at == 0x7f)
			return false;
	return *name && strlen(name) <= 255 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       vb_utf8_is_valid(name, strlen(name));
}

/* "module:object [extra,…]": extras have no meaning any more. */
static bool take_object(char *value, struct vb_entry_point *point)
{
	char *colon = strchr(value, ':'), *bracket = strchr(value, '[');

	if (bracket && bracket[strlen(bracket) - 1] != ']')
		return false;
	if (bracket)
		*bracket = '\0';
	if (!colon || (bracket && colon > bracket))
		return false;
	*colon = '\0';
	point->module = strip(value);
	point->object = strip(colon + 1);
	return is_dotted(point->module) && is_dotted(point->object) &&
	       vb_utf8_is_valid(point->module, strlen(point->module)) &&
	       vb_utf8_is_valid(point->object, strlen(point->object));
}

static int take_option(struct scan *scan, char *line, struct vb_err *err)
{
	char *equals = strchr(line, '=');
	struct vb_entry_point *point;

	if (scan->group == NOT_SCRIPTS)
		return 0;
	point = &scan->points[scan->group][scan->counts[scan->group]];
	if (!equals)
		return vb_err_set(err, VB_EFAIL, "entry_points.txt:%u: no '='", scan->line);
	*equals = '\0';
	point->name = strip(line);
	if (!is_file_name(point->name))
		return vb_err_set(
			err, VB_EFAIL, "entry_points.txt:%u: no name for a script", scan->line);
	if (!take_object(strip(equals + 1), point))
		return vb_err_set(err, VB_EFAIL,
			"entry_points.txt:%u: '%s' is not of the form module:object", scan->line,
			point->name);
	for (size_t i = 0; i < scan->counts[scan->group]; i++)
		if (!strcmp(scan->points[scan->group][i].name, point->name))
			return vb_err_set(err, VB_EFAIL, "entry_points.txt:%u: '%s' is there twice",
				scan->line, point->name);
	scan->counts[scan->group]++;
	return 0;
}

static void enter_section(struct scan *scan, const char *name, size_t len)
{
	scan->group = NOT_SCRIPTS;
	for (int i = 0; i < GROUPS; i++)
		if (strlen(groups[i]) == len && !strncmp(groups[i], name, len))
			scan->group = i;
}

static int take_line(struct scan *scan, char *line, struct vb_err *err)
{
	size_t indent = strspn(line, " \t");
	char *text = strip(line), *end;

	if (!*text || *text == '#' || *text == ';')
		return 0;
	if (scan->in_option && indent > scan->indent)
		return scan->group == NOT_SCRIPTS
			       ? 0
			       : vb_err_set(err, VB_EFAIL,
					 "entry_points.txt:%u: a value of several lines",
					 scan->line);
	scan->indent = indent;
	end = *text == '[' ? strrchr(text, ']') : NULL;
	scan->in_option = !end;
	if (!end)
		return take_option(scan, text, err);
	enter_section(scan, text + 1, (size_t)(end - text - 1));
	return 0;
}

int entry_points_read(struct wheel *wheel, char *text, struct vb_err *err)
{
	struct scan scan = {.arena = wheel->arena, .group = NOT_SCRIPTS};
	size_t lines = 1;
	int rc = 0;

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	for (int i = 0; i < GROUPS; i++)
		scan.points[i] =
			vb_arena_array(wheel->arena, lines + 1, sizeof(struct vb_entry_point));
	while (!rc && text) {
		char *line = strsep(&text, "\n");

		scan.line++;
		rc = take_line(&scan, line, err);
	}
	wheel->console_scripts = scan.points[CONSOLE];
	wheel->gui_scripts = scan.points[GUI];
	return rc;
}
