/* SPDX-License-Identifier: MIT */
/* Receipt and RECORDs as two sorted lists, and the walk over what is there. */
#include "core/explain.h"

#include "core/fsat.h"
#include "core/installed.h"
#include "core/path.h"
#include "core/plan.h"

#include <errno.h>
#include <fcntl.h>

struct row { /* of either list; sorted by path */
	const char *path, *by;
	const struct vb_installed *package;
	bool is_dir;
};

struct rows {
	struct row *items;
	size_t count, room;
};

struct vb_explainer {
	struct vb_arena *arena;
	int root_fd;
	const struct vb_receipt *receipt;
	struct rows single;  /* of the receipt */
	struct rows records; /* of all packages */
};

struct listing {
	const struct vb_explainer *explainer;
	struct vb_explanation *items;
	size_t count, room;
};

static void add(struct vb_arena *arena, struct rows *rows, struct row row)
{
	rows->items =
		vb_arena_grow(arena, rows->items, rows->count, &rows->room, sizeof(*rows->items));
	rows->items[rows->count++] = row;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *one = a, *other = b;

	return vb_plan_path_compare(one->path, other->path);
}

static void sort(struct rows *rows)
{
	if (rows->count)
		qsort(rows->items, rows->count, sizeof(*rows->items), compare_rows);
}

static const struct row *find(const struct rows *rows, const char *path)
{
	const struct row wanted = {.path = path};

	return rows->count
		       ? bsearch(&wanted, rows->items, rows->count, sizeof(wanted), compare_rows)
		       : NULL;
}

/* Who seeded the package: the receipt has its very directory, or it is not of the receipt. */
static const char *seeder_of(
	const struct vb_explainer *explainer, const struct vb_installed *package)
{
	const struct vb_receipt *receipt = explainer->receipt;

	for (size_t i = 0; i < receipt->package_count; i++) {
		const struct vb_receipt_package *seeded = &receipt->packages[i];
		const char *dir = vb_path_join(explainer->arena, seeded->root, seeded->dist_info);

		if (!strcmp(dir, package->dist_info))
			return seeded->by;
	}
	return NULL;
}

static int add_package(
	struct vb_explainer *explainer, const struct vb_installed *package, struct vb_err *err)
{
	const char *by = seeder_of(explainer, package), *path;
	struct vb_path_set files;
	int rc;

	vb_path_set_init(&files, explainer->arena);
	rc = vb_installed_files(explainer->arena, explainer->root_fd, package, &files, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; (path = vb_path_set_at(&files, i)); i++)
		add(explainer->arena, &explainer->records,
			(struct row){.path = path, .by = by, .package = package});
	return 0;
}

static int add_site(struct vb_explainer *explainer, const char *site, struct vb_err *err)
{
	const struct vb_installed *packages;
	size_t count;
	int rc = vb_installed_list(
		explainer->arena, explainer->root_fd, site, &packages, &count, err);

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = add_package(explainer, &packages[i], err);
	return rc;
}

int vb_explainer_new(struct vb_arena *arena, int root_fd, const struct vb_receipt *receipt,
	struct vb_explainer **ret_explainer, struct vb_err *err)
{
	struct vb_explainer *explainer = vb_arena_one(arena, struct vb_explainer);
	const char *const *sites;
	int rc = vb_installed_sites(arena, root_fd, &sites, err);

	*explainer = (struct vb_explainer){.arena = arena, .root_fd = root_fd, .receipt = receipt};
	for (size_t i = 0; i < receipt->file_count; i++)
		add(arena, &explainer->single,
			(struct row){.path = receipt->files[i].path,
				.by = receipt->files[i].by,
				.is_dir = !strcmp(receipt->files[i].kind, "dir")});
	for (; rc == 0 && *sites; sites++)
		rc = add_site(explainer, *sites, err);
	if (rc < 0)
		return rc;
	sort(&explainer->single);
	sort(&explainer->records);
	*ret_explainer = explainer;
	return 0;
}

const char *vb_explain_source(struct vb_arena *arena, const char *path)
{
	static const char directory[] = "__pycache__/";
	const char *base = vb_path_base(path);
	size_t len = strlen(path), above = (size_t)(base - path), name = strcspn(base, ".");

	if (above < strlen(directory) || len < 4 || strcmp(path + len - 4, ".pyc") != 0 || !name)
		return NULL;
	above -= strlen(directory);
	if (strncmp(path + above, directory, strlen(directory)) != 0 ||
		(above && path[above - 1] != '/'))
		return NULL;
	return vb_arena_printf(arena, "%.*s%.*s.py", (int)above, path, (int)name, base);
}

struct vb_explanation vb_explain(const struct vb_explainer *explainer, const char *path)
{
	struct vb_explanation told = {.path = path};
	const struct row *record = find(&explainer->records, path);
	const struct row *single = find(&explainer->single, path);
	const char *source = record ? NULL : vb_explain_source(explainer->arena, path);

	if (source && !single) {
		record = find(&explainer->records, source);
		told.is_bytecode = record;
	}
	if (record) {
		told.by = record->by;
		told.package = record->package->name;
		told.version = record->package->version;
	}
	if (single)
		told.by = single->by;
	return told;
}

static void list(struct listing *listing, const char *path, bool is_missing)
{
	listing->items = vb_arena_grow(listing->explainer->arena, listing->items, listing->count,
		&listing->room, sizeof(*listing->items));
	listing->items[listing->count] = vb_explain(listing->explainer, path);
	listing->items[listing->count++].is_missing = is_missing;
}

static int walk(struct listing *listing, int fd, const char *path, struct vb_err *err);

static int walk_entry(
	struct listing *listing, int fd, const char *name, const char *path, struct vb_err *err)
{
	vb_auto_fd below = -1;
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? 0
			       : vb_err_sys(err, errno, "looking at '%s'", path);
	if (!S_ISDIR(st.st_mode)) {
		list(listing, path, false);
		return 0;
	}
	below = vb_fsat_open_dir(fd, name, err);
	return below < 0 ? below : walk(listing, below, path, err);
}

static int walk(struct listing *listing, int fd, const char *path, struct vb_err *err)
{
	struct vb_arena *arena = listing->explainer->arena;
	const char *const *names;
	int rc = vb_fsat_list(arena, fd, path, &names, NULL, err);

	for (; rc == 0 && *names; names++)
		rc = walk_entry(listing, fd, *names,
			*path ? vb_path_join(arena, path, *names) : *names, err);
	return rc;
}

static int compare_explanations(const void *a, const void *b)
{
	const struct vb_explanation *one = a, *other = b;

	return vb_plan_path_compare(one->path, other->path);
}

static bool is_below(const char *path, const char *top)
{
	size_t len = strlen(top);

	return !len || (!strncmp(path, top, len) && (!path[len] || path[len] == '/'));
}

static void list_missing(struct listing *listing, const char *top)
{
	const struct rows *rows = &listing->explainer->single;
	struct stat st;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->items[i];

		if (!row->is_dir && is_below(row->path, top) &&
			fstatat(listing->explainer->root_fd, row->path, &st, AT_SYMLINK_NOFOLLOW) <
				0)
			list(listing, row->path, true);
	}
}

int vb_explain_below(const struct vb_explainer *explainer, const char *path,
	const struct vb_explanation **ret_list, size_t *ret_count, struct vb_err *err)
{
	struct listing listing = {.explainer = explainer};
	int rc = *path ? walk_entry(&listing, explainer->root_fd, path, path, err)
		       : walk(&listing, explainer->root_fd, path, err);

	if (rc < 0)
		return rc;
	list_missing(&listing, path);
	if (listing.count)
		qsort(listing.items, listing.count, sizeof(*listing.items), compare_explanations);
	*ret_list = listing.items;
	*ret_count = listing.count;
	return 0;
}
