/* SPDX-License-Identifier: MIT */
/* What makes a wheel trustworthy: that every file in it is the one its author recorded. */
#include "core/unpack/verify.h"

#include "core/unpack/digest.h"
#include "core/unpack/record.h"

#include <errno.h>
#include <fcntl.h>

static int compare_names(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static struct member **sort_members(const struct wheel *wheel)
{
	struct member **sorted = vb_arena_array(wheel->arena, wheel->count, sizeof(*sorted));

	for (size_t i = 0; i < wheel->count; i++)
		sorted[i] = &wheel->members[i];
	qsort(sorted, wheel->count, sizeof(*sorted), compare_names);
	return sorted;
}

/* RECORD cannot hold its own hash, nor that of what signs it. */
static bool needs_no_hash(const struct wheel *wheel, const char *name)
{
	static const char *const names[] = {"/RECORD", "/RECORD.jws", "/RECORD.p7s"};
	size_t len = strlen(wheel->dist_info);

	if (strncmp(name, wheel->dist_info, len) != 0)
		return false;
	for (size_t i = 0; i < VB_COUNT(names); i++)
		if (!strcmp(name + len, names[i]))
			return true;
	return false;
}

/* Whether the file's hash is that of ROW: 1 or 0, or a failure to read it again. */
static int has_hash(const struct member *member, const struct record_row *row,
	struct vb_arena *arena, int dirfd, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	const char *hash;
	int rc;

	if (!strcmp(row->algorithm, "sha256"))
		return !strcmp(row->hash, member->sha256);
	fd = openat(dirfd, member->where, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return vb_err_sys(err, errno, "reading '%s'", member->where);
	rc = digest_of_file(row->algorithm, fd, arena, &hash, err);
	return rc < 0 ? rc : !strcmp(row->hash, hash);
}

static int check_row(const struct wheel *wheel, const struct member *member,
	const struct record_row *row, int dirfd, struct vb_err *err)
{
	char size[24];
	int same;

	if (needs_no_hash(wheel, member->name))
		return 0;
	if (!*row->hash)
		return vb_err_set(err, VB_EFAIL, "RECORD has no hash of '%s'", member->name);
	if (!digest_is_known(row->algorithm))
		return vb_err_set(err, VB_EFAIL,
			"RECORD has a hash of '%s' by '%.20s', which is not SHA-256 or stronger",
			member->name, row->algorithm);
	snprintf(size, sizeof(size), "%ju", (uintmax_t)member->size);
	if (*row->size && strcmp(row->size, size) != 0)
		return vb_err_set(err, VB_EFAIL, "'%s' has %s bytes, but RECORD says %.20s",
			member->name, size, row->size);
	same = has_hash(member, row, wheel->arena, dirfd, err);
	if (same < 0)
		return same;
	return same ? 0
		    : vb_err_set(err, VB_EFAIL, "'%s' is not the file that RECORD has the hash of",
			      member->name);
}

/* Both sorted: what is in one only is a fault. */
int verify(struct wheel *wheel, char *text, int dirfd, struct vb_err *err)
{
	struct member **members = sort_members(wheel);
	struct record_row *rows;
	size_t count, at = 0;
	int rc = record_parse(wheel->arena, text, &rows, &count, err);

	for (size_t i = 0; !rc && i < wheel->count; i++) {
		const struct member *member = members[i];
		int order = at < count ? strcmp(rows[at].path, member->name) : 1;

		if (order < 0)
			return vb_err_set(err, VB_EFAIL, "RECORD lists '%s', which is missing",
				rows[at].path);
		if (!order)
			rc = check_row(wheel, member, &rows[at++], dirfd, err);
		else if (!needs_no_hash(wheel, member->name))
			return vb_err_set(err, VB_EFAIL, "'%s' is not in RECORD", member->name);
	}
	if (!rc && at < count)
		return vb_err_set(
			err, VB_EFAIL, "RECORD lists '%s', which is missing", rows[at].path);
	return rc;
}
