/* SPDX-License-Identifier: MIT */
/* The text of an index, read strictly and without copying, since every warm run reads it. */
#include "core/image_index.h"

#include "core/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static const char head[] = "venvb-index 1";

enum { MAX_BYTES = 256 * 1024 * 1024, SHA256_DIGITS = 43 };

int vb_image_index_compare(const char *a, const char *b)
{
	unsigned char x, y;

	while (*a && *a == *b) {
		a++;
		b++;
	}
	x = *a == '/' ? 1 : (unsigned char)*a;
	y = *b == '/' ? 1 : (unsigned char)*b;
	return x - y;
}

const char *vb_image_index_fault(const char *path)
{
	const char *start = path;

	if (*path == '/')
		return "is absolute";
	for (const char *at = path;; at++) {
		unsigned char c = (unsigned char)*at;

		if (c && c != '/') {
			if (c < ' ' || c == 0x7f)
				return "has a control character in it";
			if (c == '\\')
				return "has a backslash in it";
			continue;
		}
		if (at == start)
			return "has an empty component";
		if (*start == '.' && at - start == 1)
			return "has a '.' in it";
		if (*start == '.' && start[1] == '.' && at - start == 2)
			return "has a '..' in it";
		if (!c)
			return NULL;
		start = at + 1;
	}
}

struct cursor {
	char *at;
	const char *name;
	unsigned line;
};

static int refuse(const struct cursor *cursor, const char *what, struct vb_err *err)
{
	return vb_err_set(err, VB_EFAIL, "%s:%u: %s", cursor->name, cursor->line, what);
}

/* The next line without its newline, or NULL at the end and where a newline is missing. */
static char *take_line(struct cursor *cursor)
{
	char *line = cursor->at, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	cursor->at = end + 1;
	cursor->line++;
	return line;
}

/* A decimal number and the END behind it. */
static bool take_number(char **at, char end, uint64_t *ret_number)
{
	uint64_t number = 0;
	char *digit = *at;

	for (; *digit >= '0' && *digit <= '9'; digit++)
		if (__builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, (uint64_t)(*digit - '0'), &number))
			return false;
	if (digit == *at || *digit != end)
		return false;
	*at = digit + 1;
	*ret_number = number;
	return true;
}

static bool take_sha256(char **at, const char **ret_sha256)
{
	char *start = *at, *end = strchr(start, ' ');

	if (!end)
		return false;
	*end = '\0';
	*at = end + 1;
	*ret_sha256 = start;
	if (!strcmp(start, "-")) {
		*ret_sha256 = "";
		return true;
	}
	for (const char *digit = start; digit < end; digit++)
		if (!((*digit >= 'A' && *digit <= 'Z') || (*digit >= 'a' && *digit <= 'z') ||
			    (*digit >= '0' && *digit <= '9') || *digit == '-' || *digit == '_'))
			return false;
	return end - start == SHA256_DIGITS;
}

static bool take_entry(char *line, struct vb_image_entry *entry)
{
	uint64_t mtime = 0;
	char kind = line[0];

	if ((kind != 'd' && kind != '-' && kind != 'x') || line[1] != ' ')
		return false;
	line += 2;
	entry->sha256 = "";
	entry->is_dir = kind == 'd';
	entry->executable = kind == 'x';
	if (!entry->is_dir &&
		(!take_number(&line, ' ', &entry->size) || !take_number(&line, ' ', &mtime) ||
			mtime > INT64_MAX || !take_sha256(&line, &entry->sha256)))
		return false;
	entry->mtime = (int64_t)mtime;
	entry->path = line;
	return !vb_image_index_fault(line);
}

/* Whether ENTRY may stand behind BEFORE: greater, and in a directory that was there. */
static bool is_in_order(const struct vb_image_entry *before, const struct vb_image_entry *entry)
{
	const char *slash = strrchr(entry->path, '/');
	size_t len = slash ? (size_t)(slash - entry->path) : 0;

	if (!before)
		return !slash;
	if (vb_image_index_compare(before->path, entry->path) >= 0)
		return false;
	if (!slash)
		return true;
	return !strncmp(before->path, entry->path, len) &&
	       (before->path[len] == '/' || (!before->path[len] && before->is_dir));
}

/* "NAME COUNT" and that many entries. */
static int take_section(struct cursor *cursor, struct vb_arena *arena, const char *name,
	const struct vb_image_entry **ret_entries, size_t *ret_count, struct vb_err *err)
{
	char *line = take_line(cursor);
	struct vb_image_entry *entries;
	uint64_t count;
	size_t len = strlen(name);

	if (!line || strncmp(line, name, len) != 0 || line[len] != ' ')
		return refuse(cursor, "no number of entries", err);
	line += len + 1;
	if (!take_number(&line, '\0', &count) || count > MAX_BYTES / 4)
		return refuse(cursor, "no number of entries", err);
	if (count > strlen(cursor->at) / 4)
		return refuse(cursor, "it is cut short", err);
	entries = vb_arena_array(arena, count, sizeof(*entries));
	for (size_t i = 0; i < count; i++) {
		line = take_line(cursor);
		if (!line)
			return refuse(cursor, "it is cut short", err);
		if (!take_entry(line, &entries[i]))
			return refuse(cursor, "not an entry", err);
		if (!is_in_order(i ? &entries[i - 1] : NULL, &entries[i]))
			return refuse(cursor, "out of order", err);
	}
	*ret_entries = entries;
	*ret_count = count;
	return 0;
}

int vb_image_index_parse(struct vb_arena *arena, char *text, const char *name,
	struct vb_image_index *ret_index, struct vb_err *err)
{
	struct cursor cursor = {text, name, 0};
	struct vb_image_index index;
	const char *line = take_line(&cursor);
	int rc;

	if (!line || strcmp(line, head) != 0)
		return refuse(&cursor, "not an index that this version reads", err);
	rc = take_section(&cursor, arena, "files", &index.entries, &index.count, err);
	if (!rc)
		rc = take_section(&cursor, arena, "data", &index.data, &index.data_count, err);
	if (rc < 0)
		return rc;
	if (*cursor.at)
		return refuse(&cursor, "more than was announced", err);
	*ret_index = index;
	return 0;
}

/* Straight into the arena, since the entries point into the text. */
static int read_text(struct vb_arena *arena, int fd, char **ret_text, struct vb_err *err)
{
	struct stat st;
	size_t len = 0;
	char *text;

	if (fstat(fd, &st) < 0)
		return vb_err_sys(err, errno, "reading 'index'");
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_BYTES)
		return vb_err_set(err, VB_EFAIL, "'index' is not a file of a sane size");
	text = vb_arena_alloc(arena, (size_t)st.st_size + 1);
	while (len < (size_t)st.st_size) {
		ssize_t got = read(fd, text + len, (size_t)st.st_size - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading 'index'");
		if (!got)
			break;
		len += (size_t)got;
	}
	*ret_text = text;
	return 0;
}

int vb_image_index_read(
	struct vb_arena *arena, int dirfd, struct vb_image_index *ret_index, struct vb_err *err)
{
	vb_auto_fd fd = openat(dirfd, "index", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *text = NULL;
	int rc;

	if (fd < 0)
		return vb_err_sys(err, errno, "opening 'index'");
	rc = read_text(arena, fd, &text, err);
	return rc < 0 ? rc : vb_image_index_parse(arena, text, "index", ret_index, err);
}

static void print_section(
	const char *name, const struct vb_image_entry *entries, size_t count, struct vb_buf *out)
{
	vb_buf_addf(out, "%s %zu\n", name, count);
	for (size_t i = 0; i < count; i++) {
		const struct vb_image_entry *entry = &entries[i];

		if (entry->is_dir)
			vb_buf_addf(out, "d %s\n", entry->path);
		else
			vb_buf_addf(out, "%c %ju %jd %s %s\n", entry->executable ? 'x' : '-',
				(uintmax_t)entry->size, (intmax_t)entry->mtime,
				*entry->sha256 ? entry->sha256 : "-", entry->path);
	}
}

void vb_image_index_print(const struct vb_image_index *index, struct vb_buf *out)
{
	vb_buf_addf(out, "%s\n", head);
	print_section("files", index->entries, index->count, out);
	print_section("data", index->data, index->data_count, out);
}
