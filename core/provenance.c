/* SPDX-License-Identifier: MIT */
/* Comparing the RECORD of what is installed with the index of an image. */
#include "core/provenance.h"

#include "core/path.h"

struct record {
	struct vb_installed_row *rows; /* by path */
	size_t count;
};

static int compare_rows(const void *a, const void *b)
{
	const struct vb_installed_row *one = a, *other = b;

	return strcmp(one->path, other->path);
}

static bool read_record(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_installed *installed, struct record *ret_record)
{
	const struct vb_installed_row *rows;
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err ignored = VB_ERR_INIT;
	size_t count;

	if (vb_installed_record(arena, environment->fd, installed, &text, &ignored) != 0)
		return false;
	count = vb_installed_rows(arena, text.data, text.len, installed->site, &rows);
	*ret_record = (struct record){vb_arena_array(arena, count + 1, sizeof(*rows)), count};
	if (count)
		memcpy(ret_record->rows, rows, count * sizeof(*rows));
	qsort(ret_record->rows, count, sizeof(*rows), compare_rows);
	return true;
}

/* The hash that RECORD has of PATH (urlsafe base64), or "". */
static const char *hash_of(const struct record *record, const char *path)
{
	static const char sha256[] = "sha256=";
	const struct vb_installed_row wanted = {.path = path};
	const struct vb_installed_row *found =
		bsearch(&wanted, record->rows, record->count, sizeof(wanted), compare_rows);

	return found && found->hash && !strncmp(found->hash, sha256, strlen(sha256))
		       ? found->hash + strlen(sha256)
		       : "";
}

/* Whether some other package brings PATH with that hash. */
static bool is_of_another(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_installed *installed, const char *path, const char *sha256)
{
	for (size_t i = 0; *sha256 && i < environment->package_count; i++) {
		const struct vb_installed *other = &environment->packages[i].installed;
		struct record record;

		if (strcmp(other->dist_info, installed->dist_info) != 0 &&
			read_record(arena, environment, other, &record) &&
			!strcmp(hash_of(&record, path), sha256))
			return true;
	}
	return false;
}

/* Image entries are sorted by component, which is not by byte: a table by byte is made once. */
static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **list_paths(
	struct vb_arena *arena, const struct vb_image *image, const char *site, size_t *ret_count)
{
	const char **paths = vb_arena_array(arena, image->count + 1, sizeof(*paths));
	size_t count = 0;

	for (size_t i = 0; i < image->count; i++)
		if (!image->entries[i].is_dir)
			paths[count++] = vb_path_join(arena, site, image->entries[i].path);
	qsort(paths, count, sizeof(*paths), compare_texts);
	*ret_count = count;
	return paths;
}

/* What an installer writes beside the files of the wheel: its own metadata, byte code, and what of
 * .data may lie anywhere. */
static bool is_made(
	const struct vb_image *image, const struct vb_installed *installed, const char *path)
{
	static const char *const names[] = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"};
	size_t len = strlen(path);

	if (len > 4 && !strcmp(path + len - 4, ".pyc"))
		return true;
	for (size_t i = 0; i < image->data_count; i++) {
		const char *rest = strchr(image->data[i].path, '/');
		size_t rest_len = rest ? strlen(rest) : 0;

		if (rest_len && rest_len <= len && !strcmp(path + len - rest_len, rest))
			return true;
	}
	if (!vb_path_is_within(path, installed->dist_info))
		return false;
	for (size_t i = 0; i < VB_COUNT(names); i++)
		if (!strcmp(vb_path_base(path), names[i]))
			return true;
	return false;
}

static bool has_others(struct vb_arena *arena, const struct vb_installed *installed,
	const struct vb_image *image, const struct record *record)
{
	size_t count;
	const char **paths = list_paths(arena, image, installed->site, &count);

	for (size_t i = 0; i < record->count; i++) {
		const char *path = record->rows[i].path;

		if (vb_path_is_within(path, installed->site) &&
			!bsearch(&path, paths, count, sizeof(*paths), compare_texts) &&
			!is_made(image, installed, path))
			return true;
	}
	return false;
}

bool vb_provenance_is(struct vb_arena *arena, const struct vb_environment *environment,
	const struct vb_installed *installed, const struct vb_image *image, bool overlays)
{
	struct record record;

	if (!read_record(arena, environment, installed, &record))
		return false;
	for (size_t i = 0; i < image->count; i++) {
		const struct vb_image_entry *entry = &image->entries[i];
		const char *path, *hash;

		if (entry->is_dir || !*entry->sha256)
			continue;
		path = vb_path_join(arena, installed->site, entry->path);
		hash = hash_of(&record, path);
		if (strcmp(hash, entry->sha256) != 0 &&
			!(overlays && is_of_another(arena, environment, installed, path, hash)))
			return false;
	}
	return !has_others(arena, installed, image, &record);
}
