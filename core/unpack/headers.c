/* SPDX-License-Identifier: MIT */
/* The few headers that an installer needs. */
#include "core/unpack/headers.h"

#include "core/tags.h"
#include "core/utf8.h"

#include <strings.h>

enum { MAX_TAGS = 1000 }; /* no honest wheel has more than a few dozen */

/* The value of the header KEY that is at or behind *AT, which is then moved behind it; NULL when
 * there is none. Keys have no case; a folded line belongs to the one before and is not needed. */
static const char *next_value(struct vb_arena *arena, const char **at, const char *key)
{
	size_t key_len = strlen(key);

	while (**at && **at != '\n' && **at != '\r') {
		const char *line = *at, *end = line + strcspn(line, "\n"), *stop = end;

		*at = *end ? end + 1 : end;
		if (strncasecmp(line, key, key_len) != 0 || line[key_len] != ':')
			continue;
		line += key_len + 1;
		line += strspn(line, " \t");
		while (stop > line && strchr(" \t\r", stop[-1]))
			stop--;
		return vb_arena_dup(arena, line, (size_t)(stop - line));
	}
	return NULL;
}

/* The one value of KEY, or NULL. */
static const char *find_value(struct vb_arena *arena, const char *text, const char *key)
{
	return next_value(arena, &text, key);
}

static const char *const *find_values(struct vb_arena *arena, const char *text, const char *key)
{
	const char **values, *at = text;
	size_t count = 0;

	while (next_value(arena, &at, key))
		count++;
	values = vb_arena_array(arena, count + 1, sizeof(*values));
	for (at = text, count = 0; (values[count] = next_value(arena, &at, key)); count++)
		;
	return values;
}

/* Text that ends up in paths, receipts and messages. */
static bool is_plain(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return false;
	return *text && vb_utf8_is_valid(text, strlen(text));
}

static int check_tags(const char *const *tags, struct vb_err *err)
{
	size_t count = 0;

	for (; tags[count]; count++) {
		if (count == MAX_TAGS)
			return vb_err_set(err, VB_EFAIL, "WHEEL has more than %d Tags", MAX_TAGS);
		if (!is_plain(tags[count]) || strlen(tags[count]) > VB_TAG_MAX)
			return vb_err_set(err, VB_EFAIL, "WHEEL has a malformed Tag");
	}
	return 0;
}

int headers_read_wheel(struct wheel *wheel, const char *text, struct vb_err *err)
{
	const char *version = find_value(wheel->arena, text, "Wheel-Version");
	const char *purelib = find_value(wheel->arena, text, "Root-Is-Purelib");

	if (!version)
		return vb_err_set(err, VB_EFAIL, "WHEEL has no Wheel-Version");
	if (strcmp(version, "1") != 0 && strncmp(version, "1.", 2) != 0)
		return vb_err_set(
			err, VB_EFAIL, "its Wheel-Version is '%.40s', only 1.x is known", version);
	wheel->purelib = purelib && !strcasecmp(purelib, "true");
	wheel->tags = find_values(wheel->arena, text, "Tag");
	return check_tags(wheel->tags, err);
}

/* The name of a project in its normal form: lower case, runs of "-", "_" and "." one "-". */
static const char *normalise(struct vb_arena *arena, const char *name, size_t len)
{
	char *normal = vb_arena_dup(arena, name, len), *out = normal;

	for (const char *in = normal; *in; in++) {
		if (!strchr("-_.", *in))
			*out++ = *in >= 'A' && *in <= 'Z' ? (char)(*in | 0x20) : *in;
		else if (out == normal || out[-1] != '-')
			*out++ = '-';
	}
	*out = '\0';
	return normal;
}

static bool is_name(const char *name)
{
	size_t len =
		strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

	return len && !name[len] && !strchr("-_.", name[0]) && !strchr("-_.", name[len - 1]);
}

int headers_read_metadata(struct wheel *wheel, const char *text, struct vb_err *err)
{
	struct vb_arena *arena = wheel->arena;
	const char *name = find_value(arena, text, "Name");
	const char *version = find_value(arena, text, "Version");
	const char *dash = strchr(wheel->dist_info, '-');
	size_t len = dash ? (size_t)(dash - wheel->dist_info) : 0;

	if (!name || !is_name(name))
		return vb_err_set(err, VB_EFAIL, "METADATA has no valid Name");
	if (!version || !is_plain(version) || strpbrk(version, " /"))
		return vb_err_set(err, VB_EFAIL, "METADATA has no valid Version");
	if (strcmp(normalise(arena, name, strlen(name)), normalise(arena, wheel->dist_info, len)) !=
		0)
		return vb_err_set(err, VB_EFAIL, "METADATA names '%s', but the directory is '%s'",
			name, wheel->dist_info);
	wheel->name = name;
	wheel->version = version;
	wheel->requires_python = find_value(arena, text, "Requires-Python");
	if (wheel->requires_python && !is_plain(wheel->requires_python))
		wheel->requires_python = NULL;
	return 0;
}
