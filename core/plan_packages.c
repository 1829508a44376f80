/* SPDX-License-Identifier: MIT */
/* The packages of a plan, each once, and the rule that a path has one content. */
#include "core/image.h"
#include "core/plan_state.h"

/* Where the package of that name stands, or would. */
static size_t position(const struct vb_plan *plan, const char *normalized)
{
	size_t at = 0;

	while (at < plan->package_count && strcmp(plan->packages[at]->normalized, normalized) < 0)
		at++;
	return at;
}

const struct vb_package *vb_plan_find_package(const struct vb_plan *plan, const char *name)
{
	const char *normalized = vb_plan_normalize_name(plan->arena, name);
	size_t at = position(plan, normalized);

	if (at == plan->package_count || strcmp(plan->packages[at]->normalized, normalized) != 0)
		return NULL;
	return plan->packages[at];
}

int vb_plan_add_package(struct vb_plan *plan, const struct vb_actor *who,
	const struct vb_package *package, struct vb_err *err)
{
	const struct vb_package *present = vb_plan_find_package(plan, package->name);
	struct vb_package *own;
	size_t at;
	int rc = vb_plan_may_edit(plan, who, err);

	if (rc == 0 && present)
		rc = vb_err_set(err, VB_EFAIL, "%s %s is planned already, by %s", present->name,
			present->version, present->who.name);
	if (rc < 0)
		return rc;
	own = vb_arena_one(plan->arena, struct vb_package);
	*own = *package;
	own->normalized = vb_plan_normalize_name(plan->arena, package->name);
	own->who = *who;
	own->number = ++plan->last_package;
	rc = vb_plan_add_image(plan, own, err);
	if (rc < 0)
		return rc;
	plan->packages = vb_arena_grow(plan->arena, plan->packages, plan->package_count,
		&plan->package_room, sizeof(struct vb_package *));
	at = position(plan, own->normalized);
	memmove(plan->packages + at + 1, plan->packages + at,
		(plan->package_count - at) * sizeof(struct vb_package *));
	plan->packages[at] = own;
	plan->package_count++;
	plan->package_edits++;
	return 0;
}

void vb_plan_drop_package(struct vb_plan *plan, const struct vb_package *package)
{
	size_t at = position(plan, package->normalized);

	plan->package_count--;
	plan->package_edits++;
	memmove(plan->packages + at, plan->packages + at + 1,
		(plan->package_count - at) * sizeof(struct vb_package *));
}

uint32_t vb_plan_package_edits(const struct vb_plan *plan)
{
	return plan->package_edits;
}

size_t vb_plan_package_count(const struct vb_plan *plan)
{
	return plan->package_count;
}

const struct vb_package *vb_plan_package(const struct vb_plan *plan, size_t index)
{
	return index < plan->package_count ? plan->packages[index] : NULL;
}

bool vb_plan_is_locked(const struct vb_plan *plan)
{
	for (size_t i = 0; i < plan->package_count; i++)
		if (plan->packages[i]->locked)
			return true;
	return false;
}

/* A file that a package brings, in the table of all of them. */
struct owned {
	struct vb_package *package;
	const struct vb_image_entry *entry;
	const struct owned *below; /* what others bring to its path, and is hidden by it */
};

static size_t hash_path(const char *root, const char *path)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *root; root++)
		hash = (hash ^ (unsigned char)*root) * UINT64_C(1099511628211);
	hash = (hash ^ '/') * UINT64_C(1099511628211);
	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 32);
}

static bool is_same(const struct vb_image_entry *a, const struct vb_image_entry *b)
{
	if (a->is_dir || b->is_dir)
		return a->is_dir && b->is_dir;
	return a->size == b->size && !strcmp(a->sha256, b->sha256);
}

/* What is there in the place of FILE. Byte code of what is not there would be in the way of that
 * of what is. */
static void hide(struct vb_arena *arena, const struct owned *file, const struct vb_image_entry *by)
{
	struct vb_package *package = file->package;

	if (!package->hidden_by)
		package->hidden_by =
			vb_arena_array(arena, package->image->count, sizeof(*package->hidden_by));
	package->hidden_by[file->entry - package->image->entries] = by;
	package->bytecode = NULL;
}

/* FILE, the later one, comes to the path of PRESENT. */
static int settle(
	struct vb_arena *arena, struct owned *present, const struct owned *file, struct vb_err *err)
{
	const struct vb_package *first = present->package, *second = file->package;
	const bool is_locked = first->locked && second->locked && !first->overlays;
	struct owned *below;

	if (first->overlays && second->overlays && !present->entry->is_dir &&
		!file->entry->is_dir) {
		below = vb_arena_one(arena, struct owned);
		*below = *present;
		*present = (struct owned){file->package, file->entry, below};
		for (const struct owned *at = below; at; at = at->below)
			hide(arena, at, file->entry);
		return 0;
	}
	if (is_same(present->entry, file->entry))
		return 0;
	return vb_err_set(err, VB_EFAIL,
		"%s %s and %s %s both bring '%s/%s', with different content%s%s%s", first->name,
		first->version, second->name, second->version, first->root, file->entry->path,
		is_locked ? ": if the plugin '" : "", is_locked ? second->who.name : "",
		is_locked ? "' has an option for that, it can take the one that pip would leave"
			  : "");
}

static int put(struct vb_arena *arena, struct owned *table, size_t mask, const struct owned *file,
	struct vb_err *err)
{
	size_t at = hash_path(file->package->root, file->entry->path) & mask;

	for (; table[at].entry; at = (at + 1) & mask)
		if (!strcmp(table[at].entry->path, file->entry->path) &&
			!strcmp(table[at].package->root, file->package->root))
			return settle(arena, &table[at], file, err);
	table[at] = *file;
	return 0;
}

/* By name, but those that overlay in the order in which they were added, behind the others. */
static int compare_additions(const void *left, const void *right)
{
	const struct vb_package *a = *(const struct vb_package *const *)left;
	const struct vb_package *b = *(const struct vb_package *const *)right;

	if (a->overlays != b->overlays)
		return a->overlays ? 1 : -1;
	if (!a->overlays)
		return strcmp(a->normalized, b->normalized);
	return (a->number > b->number) - (a->number < b->number);
}

static struct vb_package **list_added(const struct vb_plan *plan)
{
	struct vb_package **added =
		vb_arena_array(plan->arena, plan->package_count, sizeof(struct vb_package *));

	memcpy(added, plan->packages, plan->package_count * sizeof(struct vb_package *));
	qsort(added, plan->package_count, sizeof(struct vb_package *), compare_additions);
	return added;
}

static int check_between(const struct vb_plan *plan, struct vb_err *err)
{
	size_t total = 0, room = 64;
	struct vb_package **added;
	struct owned *table;
	int rc = 0;

	if (plan->package_count < 2)
		return 0;
	for (size_t i = 0; i < plan->package_count; i++)
		total += plan->packages[i]->image->count;
	while (room < total * 2)
		room *= 2;
	table = vb_arena_array(plan->arena, room, sizeof(*table));
	added = list_added(plan);
	for (size_t i = 0; rc == 0 && i < plan->package_count; i++) {
		const struct vb_image *image = added[i]->image;

		for (size_t k = 0; rc == 0 && k < image->count; k++) {
			const struct owned file = {added[i], &image->entries[k], NULL};

			rc = put(plan->arena, table, room - 1, &file, err);
		}
	}
	return rc;
}

static const struct vb_image_entry *find_entry(const struct vb_image *image, const char *path)
{
	size_t low = 0, high = image->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = vb_plan_path_compare(image->entries[middle].path, path);

		if (!order)
			return &image->entries[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* NODE against the files of PACKAGE: only dirs may be in both. */
static int check_node(
	const struct vb_node *node, const struct vb_package *package, struct vb_err *err)
{
	size_t len = strlen(package->root);
	const struct vb_image_entry *entry;

	if (node->package || strncmp(node->path, package->root, len) != 0 || node->path[len] != '/')
		return 0;
	entry = find_entry(package->image, node->path + len + 1);
	if (!entry || (entry->is_dir && node->kind == VB_DIR))
		return 0;
	return vb_err_set(err, VB_EFAIL, "'%s' is added by %s, and %s %s brings it too", node->path,
		node->who.name, package->name, package->version);
}

int vb_plan_check_packages(const struct vb_plan *plan, struct vb_err *err)
{
	int rc = check_between(plan, err);

	for (size_t i = 0; rc == 0 && i < plan->package_count; i++)
		for (size_t k = 0; rc == 0 && k < plan->node_count; k++)
			rc = check_node(plan->nodes[k], plan->packages[i], err);
	return rc;
}
