/* SPDX-License-Identifier: MIT */
/*
 * The format of .env files, as the manual describes it: lines NAME=VALUE, comments, quotes.
 * Nothing in a value is ever evaluated, and no message shows one.
 */
#define _GNU_SOURCE /* memrchr, strchrnul */
#include "variables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_BYTES = 1024 * 1024 };

/* A file being read, from its first byte to its NUL. */
struct reader {
	const struct host *host;
	const char *path;
	char *at;
	unsigned line;
};

static int32_t complain(const struct reader *reader, unsigned line, const char *what)
{
	return variables_fail(reader->host, "%s:%u: %s", reader->path, line, what);
}

static void skip_blanks(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t");
}

/* Past a line that has nothing, or nothing more but a comment. */
static int32_t end_line(struct reader *reader)
{
	skip_blanks(reader);
	if (*reader->at == '#')
		reader->at += strcspn(reader->at, "\n");
	if (*reader->at == '\r')
		reader->at++;
	if (*reader->at && *reader->at != '\n')
		return complain(reader, reader->line, "something stands behind the closing quote");
	if (*reader->at)
		reader->at++;
	reader->line++;
	return VENVB_OK;
}

/* What stands for the two bytes of an escape, or -1 where both are meant as they are. */
static int unescape(char c)
{
	static const char from[] = "nrt\\\"$`", to[] = "\n\r\t\\\"$`";
	const char *found = c ? strchr(from, c) : NULL;

	return found ? to[found - from] : -1;
}

/* A value in quotes, which may go over several lines. It is written over itself. */
static int32_t read_quoted(struct reader *reader, char **ret_value)
{
	char quote = *reader->at++;
	char *value = reader->at, *end = value;
	unsigned first = reader->line;

	for (; *reader->at != quote; reader->at++) {
		int escaped = *reader->at == '\\' && quote == '"' ? unescape(reader->at[1]) : -1;

		if (!*reader->at)
			return complain(reader, first, "the quote is not closed");
		if (*reader->at == '\n')
			reader->line++;
		if (escaped >= 0)
			reader->at++;
		*end++ = escaped >= 0 ? (char)escaped : *reader->at;
	}
	reader->at++;
	*ret_value = value;
	if (end_line(reader) != VENVB_OK)
		return VENVB_FAILED;
	*end = '\0';
	return VENVB_OK;
}

/* Up to the end of the line, or a '#' behind a blank. */
static void read_plain(struct reader *reader, char **ret_value)
{
	char *value = reader->at, *end = strchrnul(value, '\n');
	int is_last = !*end;

	reader->at = is_last ? end : end + 1;
	reader->line++;
	*end = '\0';
	for (char *hash = value; (hash = strchr(hash, '#')); hash++)
		if (hash == value || strchr(" \t", hash[-1])) {
			*hash = '\0';
			break;
		}
	end = value + strlen(value);
	while (end > value && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	*ret_value = value;
}

/* The name with its '='; "export" in front of it means nothing. */
static int32_t read_name(struct reader *reader, char **ret_name)
{
	char *name, *equals, *end;

	if (!strncmp(reader->at, "export", 6) && strchr(" \t", reader->at[6])) {
		reader->at += 6;
		skip_blanks(reader);
	}
	name = reader->at;
	equals = name + strcspn(name, "=\n");
	if (*equals != '=')
		return complain(reader, reader->line, "expected NAME=VALUE");
	for (end = equals; end > name && strchr(" \t", end[-1]);)
		end--;
	*end = '\0';
	reader->at = equals + 1;
	skip_blanks(reader);
	*ret_name = name;
	return VENVB_OK;
}

/* Whether what stands before the '=' is surely a name, and no piece of a value. */
static bool is_constant(const char *name)
{
	return !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")];
}

static int32_t read_setting(struct reader *reader)
{
	unsigned line = reader->line;
	const char *fault;
	char *name = NULL, *value = NULL;
	int32_t code = read_name(reader, &name);

	if (code < 0)
		return code;
	fault = variables_fault(name, VENVB_VARIABLE_SET);
	if (fault)
		return variables_fail(reader->host, "%s:%u: '%s' cannot be set: %s", reader->path,
			line, is_constant(name) ? name : "...", fault);
	if (*reader->at == '"' || *reader->at == '\'')
		code = read_quoted(reader, &value);
	else
		read_plain(reader, &value);
	if (code < 0)
		return code;
	return reader->host->api->variable_set(
		reader->host->run, name, VENVB_NUL, value, VENVB_NUL, VENVB_VARIABLE_SET);
}

int32_t variables_parse(const struct host *host, const char *path, char *text, size_t len)
{
	struct reader reader = {host, path, text, 1};
	int32_t code = VENVB_OK;

	if (strlen(text) != len)
		return variables_fail(host, "%s: there is a NUL in it", path);
	if (!strncmp(text, "\xef\xbb\xbf", 3))
		reader.at += 3;
	while (code == VENVB_OK && *reader.at) {
		skip_blanks(&reader);
		code = strchr("#\r\n", *reader.at) ? end_line(&reader) : read_setting(&reader);
	}
	return code;
}

/* The whole of a regular file, with a NUL behind; the caller frees it. */
static int32_t load(const struct host *host, const char *path, int fd, char **ret_text, size_t *len)
{
	struct stat st;
	char *text;
	ssize_t got;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return variables_fail(host, "'%s' is not a file", path);
	text = malloc(MAX_BYTES + 1);
	if (!text)
		return variables_fail(host, "no memory for '%s'", path);
	for (*len = 0; *len < MAX_BYTES; *len += (size_t)got) {
		got = read(fd, text + *len, MAX_BYTES - *len);
		if (got <= 0)
			break;
	}
	if (!got) {
		text[*len] = '\0';
		*ret_text = text;
		return VENVB_OK;
	}
	free(text);
	if (got < 0)
		return variables_fail(host, "'%s' cannot be read: %s", path, strerror(errno));
	return variables_fail(host, "'%s' is larger than 1 MiB", path);
}

int32_t variables_read(const struct host *host, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	size_t len = 0;
	int32_t code;

	if (fd < 0)
		return variables_fail(host, "'%s' cannot be read: %s", path, strerror(errno));
	code = load(host, path, fd, &text, &len);
	close(fd);
	if (code < 0)
		return code;
	code = variables_parse(host, path, text, len);
	free(text);
	return code;
}
