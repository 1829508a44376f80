/* SPDX-License-Identifier: MIT */
/* The only file that knows libarchive. Its warnings are refusals here. */
#include "core/unpack/archive.h"

#include "core/unpack/digest.h"
#include "core/unpack/members.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

/*
 * Of libarchive's own checks the one for links on the way (SECURE_SYMLINKS) is left out: it opens
 * each component of each path, a fifth of the time that unpacking takes, in a directory that is
 * new, that nobody else may enter, and in which no link is ever made.
 */
enum {
	FILE_FLAGS = ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS |
		     ARCHIVE_EXTRACT_NO_OVERWRITE | ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM,
	EPOCH = 315532800, /* 1980-01-01, where a zip's time begins */
};

/* A file may unpack to this, or to RATIO times its archive's size where that is more. */
static const uint64_t small_total = UINT64_C(64) << 20, largest_total = UINT64_C(16) << 30;
enum { RATIO = 100 };

static void end_reading(struct archive **archive)
{
	archive_read_free(*archive);
}
#define auto_reader __attribute__((cleanup(end_reading))) struct archive *

/* libarchive's message, which may have several lines. */
static int refuse(struct archive *archive, const char *name, struct vb_err *err)
{
	const char *text = archive_error_string(archive);

	text = text ? text : "it is damaged";
	return name ? vb_err_set(err, VB_EFAIL, "'%s': %.*s", name, (int)strcspn(text, "\n"), text)
		    : vb_err_set(err, VB_EFAIL, "%.*s", (int)strcspn(text, "\n"), text);
}

static int open_archive(
	const struct source *source, struct archive **ret_archive, struct vb_err *err)
{
	auto_reader archive = archive_read_new();

	if (!archive)
		vb_oom();
	if (archive_read_support_format_zip_seekable(archive) != ARCHIVE_OK ||
		archive_read_set_format_option(archive, "zip", "hdrcharset", "UTF-8") != ARCHIVE_OK)
		return refuse(archive, NULL, err);
	if (archive_read_open_memory(archive, source->data, source->size) != ARCHIVE_OK)
		return vb_err_set(err, VB_EFAIL, "it is no zip archive, or is cut short");
	*ret_archive = archive;
	archive = NULL;
	return 0;
}

/* Whether the entry is a file that an image may hold; 1: a directory, which says nothing new. */
static int check_entry(struct archive_entry *entry, const char *name, struct vb_err *err)
{
	unsigned type = archive_entry_filetype(entry);

	if (archive_entry_is_encrypted(entry))
		return vb_err_set(err, VB_EFAIL, "'%s' is encrypted", name);
	if (type == AE_IFLNK || archive_entry_hardlink(entry))
		return vb_err_set(err, VB_EFAIL, "'%s' is a link", name);
	if (type != AE_IFREG && type != AE_IFDIR)
		return vb_err_set(err, VB_EFAIL, "'%s' is no regular file", name);
	if (type == AE_IFREG && !archive_entry_size_is_set(entry))
		return vb_err_set(err, VB_EFAIL, "'%s' does not say how large it is", name);
	return type == AE_IFDIR;
}

static int add_member(struct wheel *wheel, struct archive_entry *entry, struct vb_err *err)
{
	struct member *member = &wheel->members[wheel->count];
	const char *text = archive_entry_pathname(entry);
	char *name;
	size_t len;
	int rc;

	if (!text)
		return vb_err_set(err, VB_EFAIL, "a name in it is not UTF-8");
	name = vb_arena_str(wheel->arena, text);
	len = strlen(name);
	if (archive_entry_filetype(entry) == AE_IFDIR && len > 1 && name[len - 1] == '/')
		name[len - 1] = '\0';
	rc = members_check_name(name, err);
	if (!rc)
		rc = check_entry(entry, name, err);
	if (rc)
		return rc < 0 ? rc : 0;
	member->name = name;
	member->size = (uint64_t)archive_entry_size(entry);
	member->mtime = archive_entry_mtime(entry) > 0 ? archive_entry_mtime(entry) : EPOCH;
	member->executable = archive_entry_perm(entry) & 0111;
	wheel->count++;
	return 0;
}

static int check_total(const struct source *source, uint64_t total, struct vb_err *err)
{
	uint64_t most = (uint64_t)source->size * RATIO;

	most = most < small_total ? small_total : most > largest_total ? largest_total : most;
	return total <= most
		       ? 0
		       : vb_err_set(err, VB_EFAIL, "it would unpack to %ju bytes or more, from %zu",
				 (uintmax_t)total, source->size);
}

int archive_list(const struct source *source, struct wheel *wheel, struct vb_err *err)
{
	auto_reader archive = NULL;
	struct archive_entry *entry;
	uint64_t total = 0;
	size_t room = 0, entries = 0;
	int got = ARCHIVE_OK, rc = open_archive(source, &archive, err);

	while (!rc && (got = archive_read_next_header(archive, &entry)) != ARCHIVE_EOF) {
		size_t before = wheel->count;

		if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
			return refuse(archive, NULL, err);
		if (++entries > MAX_MEMBERS)
			return vb_err_set(
				err, VB_EFAIL, "it has more than %d entries", MAX_MEMBERS);
		wheel->members = vb_arena_grow(
			wheel->arena, wheel->members, wheel->count, &room, sizeof(*wheel->members));
		rc = add_member(wheel, entry, err);
		if (!rc && got == ARCHIVE_WARN)
			return refuse(archive, NULL, err);
		if (!rc && wheel->count > before &&
			__builtin_add_overflow(total, wheel->members[before].size, &total))
			total = UINT64_MAX;
		if (!rc)
			rc = check_total(source, total, err);
	}
	return rc;
}

struct extraction {
	struct archive *reader, *writer;
	struct archive_entry *entry; /* what is written */
	struct digest *digest;
	struct vb_arena *arena;
};

static void end_extraction(struct extraction *extraction)
{
	archive_read_free(extraction->reader);
	archive_write_free(extraction->writer);
	archive_entry_free(extraction->entry);
	digest_free(extraction->digest);
}
#define auto_extraction __attribute__((cleanup(end_extraction))) struct extraction

/* A failure to write is the disk's. */
static int blame_disk(
	const struct extraction *extraction, const struct member *member, struct vb_err *err)
{
	int sys = archive_errno(extraction->writer);

	return vb_err_sys(err, sys > 0 ? sys : EIO, "writing '%s'", member->where);
}

/* The data of the entry that the reader stands at; never more than was announced. */
static int copy_data(
	const struct extraction *extraction, const struct member *member, struct vb_err *err)
{
	uint64_t size = 0;
	const void *block;
	size_t len;
	la_int64_t offset;
	int got;

	while ((got = archive_read_data_block(extraction->reader, &block, &len, &offset)) ==
		ARCHIVE_OK) {
		if (len > member->size - size || (uint64_t)offset != size)
			return vb_err_set(
				err, VB_EFAIL, "'%s' is larger than it says", member->name);
		digest_add(extraction->digest, block, len);
		if (len && archive_write_data_block(extraction->writer, block, len, offset) < 0)
			return blame_disk(extraction, member, err);
		size += len;
	}
	if (got != ARCHIVE_EOF)
		return refuse(extraction->reader, member->name, err);
	if (size != member->size)
		return vb_err_set(err, VB_EFAIL, "'%s' is smaller than it says", member->name);
	return 0;
}

static void describe(struct archive_entry *entry, const struct member *member)
{
	archive_entry_clear(entry);
	archive_entry_set_pathname(entry, member->where);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, member->executable ? 0755 : 0644);
	archive_entry_set_size(entry, (la_int64_t)member->size);
	archive_entry_set_mtime(entry, (time_t)member->mtime, 0);
	archive_entry_set_atime(entry, (time_t)member->mtime, 0);
}

static int write_member(
	const struct extraction *extraction, struct member *member, struct vb_err *err)
{
	int rc;

	describe(extraction->entry, member);
	if (archive_write_header(extraction->writer, extraction->entry) != ARCHIVE_OK)
		return blame_disk(extraction, member, err);
	rc = copy_data(extraction, member, err);
	if (rc < 0)
		return rc;
	if (archive_write_finish_entry(extraction->writer) != ARCHIVE_OK)
		return blame_disk(extraction, member, err);
	member->sha256 = digest_finish(extraction->digest, extraction->arena);
	return 0;
}

static int begin(struct extraction *extraction, const struct source *source, struct vb_err *err)
{
	extraction->writer = archive_write_disk_new();
	extraction->entry = archive_entry_new();
	if (!extraction->writer || !extraction->entry ||
		archive_write_disk_set_options(extraction->writer, FILE_FLAGS) != ARCHIVE_OK)
		vb_oom();
	extraction->digest = digest_new();
	return open_archive(source, &extraction->reader, err);
}

/* The archive is read as it was listed, so that its files are the members, in order. */
int archive_extract(const struct source *source, struct wheel *wheel, struct vb_err *err)
{
	auto_extraction extraction = {.arena = wheel->arena};
	struct archive_entry *entry;
	int rc = begin(&extraction, source, err);

	for (size_t next = 0; !rc && next < wheel->count;) {
		if (archive_read_next_header(extraction.reader, &entry) != ARCHIVE_OK)
			return refuse(extraction.reader, NULL, err);
		if (archive_entry_filetype(entry) != AE_IFREG)
			continue;
		rc = write_member(&extraction, &wheel->members[next++], err);
	}
	return rc;
}
