/* SPDX-License-Identifier: MIT */
/* Which files a wheel may hold, and where each belongs in an image. */
#include "core/unpack/members.h"

#include "core/utf8.h"

static const char dist_info_end[] = ".dist-info", data_end[] = ".data";

/* What an installer writes itself, and signatures of a RECORD that it rewrites. */
static const char *const dropped[] = {
	"RECORD",
	"RECORD.jws",
	"RECORD.p7s",
	"INSTALLER",
	"REQUESTED",
	"direct_url.json",
};

int members_check_name(const char *name, struct vb_err *err)
{
	const char *fault = vb_image_index_fault(name);
	size_t len = strlen(name);

	if (!fault && !vb_utf8_is_valid(name, len))
		fault = "is not UTF-8";
	if (!fault && len > MAX_NAME)
		fault = "is too long";
	for (const char *at = name; !fault && *at; at += strspn(at, "/")) {
		size_t part = strcspn(at, "/");

		if (part > MAX_COMPONENT)
			fault = "is too long";
		at += part;
	}
	return fault ? vb_err_set(err, VB_EFAIL, "the name '%.*s' %s", MAX_NAME, name, fault) : 0;
}

/* The length of the first component of NAME when it is a directory that ends in END, else 0. */
static size_t match_top(const char *name, const char *end)
{
	size_t len = strcspn(name, "/"), end_len = strlen(end);

	return name[len] && len > end_len && !strncmp(name + len - end_len, end, end_len) ? len : 0;
}

static int find_dist_info(struct wheel *wheel, struct vb_err *err)
{
	for (size_t i = 0; i < wheel->count; i++) {
		const char *name = wheel->members[i].name;
		size_t len = match_top(name, dist_info_end);

		if (!len)
			continue;
		if (!wheel->dist_info)
			wheel->dist_info = vb_arena_dup(wheel->arena, name, len);
		else if (strlen(wheel->dist_info) != len ||
			 strncmp(name, wheel->dist_info, len) != 0)
			return vb_err_set(err, VB_EFAIL, "it has both '%s' and '%.*s'",
				wheel->dist_info, (int)len, name);
	}
	return wheel->dist_info ? 0 : vb_err_set(err, VB_EFAIL, "it has no .dist-info directory");
}

/* The part of NAME behind PREFIX and a slash, or NULL. */
static const char *behind(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return !strncmp(name, prefix, len) && name[len] == '/' && name[len + 1] ? name + len + 1
										: NULL;
}

/* REST is what follows the .data directory: "scripts/x". */
static int place_data(
	struct wheel *wheel, struct member *member, const char *rest, struct vb_err *err)
{
	static const char *const library[] = {"purelib", "platlib"};
	static const char *const other[] = {"scripts", "headers", "data"};

	for (size_t i = 0; i < VB_COUNT(library); i++) {
		const char *path = behind(rest, library[i]);

		if (!path)
			continue;
		member->where = vb_arena_printf(wheel->arena, "files/%s", path);
		return 0;
	}
	for (size_t i = 0; i < VB_COUNT(other); i++) {
		if (!behind(rest, other[i]))
			continue;
		member->where = vb_arena_printf(wheel->arena, "data/%s", rest);
		return 0;
	}
	return vb_err_set(
		err, VB_EFAIL, "'%s' belongs to no known installation scheme", member->name);
}

static bool is_dropped(const struct wheel *wheel, const char *where)
{
	const char *path = behind(where, "files");
	const char *own = path ? behind(path, wheel->dist_info) : NULL;

	for (size_t i = 0; own && i < VB_COUNT(dropped); i++)
		if (!strcmp(own, dropped[i]))
			return true;
	return false;
}

static int place(struct wheel *wheel, struct member *member, struct vb_err *err)
{
	size_t len = match_top(member->name, data_end);
	int rc = 0;

	if (len)
		rc = place_data(wheel, member, member->name + len + 1, err);
	else
		member->where = vb_arena_printf(wheel->arena, "files/%s", member->name);
	if (!rc)
		member->dropped = is_dropped(wheel, member->where);
	return rc;
}

static int compare_where(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return vb_image_index_compare((*x)->where, (*y)->where);
}

/* In order, what is below a file follows it at once. */
static int check_twice(const struct wheel *wheel, struct vb_err *err)
{
	const struct member **sorted =
		vb_arena_array(wheel->arena, wheel->count, sizeof(struct member *));

	for (size_t i = 0; i < wheel->count; i++)
		sorted[i] = &wheel->members[i];
	qsort(sorted, wheel->count, sizeof(*sorted), compare_where);
	for (size_t i = 1; i < wheel->count; i++) {
		const char *before = sorted[i - 1]->where, *now = sorted[i]->where;

		if (!strcmp(before, now))
			return vb_err_set(err, VB_EFAIL, "'%s' is in it twice", sorted[i]->name);
		if (behind(now, before))
			return vb_err_set(err, VB_EFAIL, "'%s' is both a file and a directory",
				sorted[i - 1]->name);
	}
	return 0;
}

int members_place(struct wheel *wheel, struct vb_err *err)
{
	int rc = find_dist_info(wheel, err);

	for (size_t i = 0; !rc && i < wheel->count; i++)
		rc = place(wheel, &wheel->members[i], err);
	return rc < 0 ? rc : check_twice(wheel, err);
}
