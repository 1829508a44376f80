/* SPDX-License-Identifier: MIT */
/* Rows and fields of RECORD, as a reader of comma separated values sees them. */
#include "core/unpack/record.h"

/* Takes the field at *AT, unquoted in place; *RET_END is the character that ended it. */
static char *take_field(char **at, char *ret_end)
{
	char *start = *at, *in = start, *out = start;

	if (*in == '"') {
		for (in++; *in && *in != '\n'; in++) {
			if (*in == '"' && *++in != '"')
				break;
			*out++ = *in;
		}
	} else {
		in += strcspn(in, ",\r\n");
		out = in;
	}
	while (*in == '\r')
		in++;
	*ret_end = *in;
	*at = *in ? in + 1 : in;
	*out = '\0';
	return start;
}

/* "sha256=…", with the padding that some tools write. */
static void split_hash(char *text, struct record_row *row)
{
	char *equals = strchr(text, '=');

	row->algorithm = equals ? text : "";
	row->hash = equals ? equals + 1 : text;
	if (!equals)
		return;
	*equals = '\0';
	for (char *end = equals + 1 + strlen(equals + 1); end > equals + 1 && end[-1] == '=';)
		*--end = '\0';
}

/* The row at *AT; the columns behind the third are nobody's. */
static bool take_row(char **at, struct record_row *row)
{
	char *fields[3] = {0}, end = ',';
	size_t count = 0;

	while (end == ',') {
		char *field = take_field(at, &end);

		if (count < VB_COUNT(fields))
			fields[count++] = field;
	}
	if (count < VB_COUNT(fields) || (end && end != '\n'))
		return false;
	row->path = fields[0];
	row->size = fields[2];
	split_hash(fields[1], row);
	return true;
}

static int compare_paths(const void *a, const void *b)
{
	const struct record_row *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static size_t count_lines(const char *text)
{
	size_t count = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		count++;
	}
	return count;
}

int record_parse(struct vb_arena *arena, char *text, struct record_row **ret_rows,
	size_t *ret_count, struct vb_err *err)
{
	struct record_row *rows = vb_arena_array(arena, count_lines(text), sizeof(*rows));
	size_t count = 0;

	for (unsigned line = 1; *text; line++) {
		if (*text == '\n' || (*text == '\r' && text[1] == '\n')) {
			text += strcspn(text, "\n") + 1;
			continue;
		}
		rows[count].line = line;
		if (!take_row(&text, &rows[count]))
			return vb_err_set(
				err, VB_EFAIL, "RECORD:%u: not a row of three fields", line);
		count++;
	}
	qsort(rows, count, sizeof(*rows), compare_paths);
	for (size_t i = 1; i < count; i++)
		if (!strcmp(rows[i - 1].path, rows[i].path))
			return vb_err_set(err, VB_EFAIL, "RECORD has '%s' twice", rows[i].path);
	*ret_rows = rows;
	*ret_count = count;
	return 0;
}
