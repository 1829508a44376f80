/* SPDX-License-Identifier: MIT */
/* The members as entries of an index, and the metadata as JSON. */
#include "core/unpack/output.h"

#include "core/fsat.h"
#include "core/json.h"

#include <errno.h>

struct list {
	struct vb_image_entry *entries;
	size_t count;
};

static int compare_entries(const void *a, const void *b)
{
	const struct vb_image_entry *x = a, *y = b;

	return vb_image_index_compare(x->path, y->path);
}

static size_t count_components(const char *path)
{
	size_t count = 1;

	for (; *path; path++)
		count += *path == '/';
	return count;
}

/* The files below PREFIX, in order. */
static struct list list_files(const struct wheel *wheel, const char *prefix)
{
	size_t len = strlen(prefix);
	struct list list = {
		vb_arena_array(wheel->arena, wheel->count, sizeof(struct vb_image_entry)), 0};

	for (size_t i = 0; i < wheel->count; i++) {
		const struct member *member = &wheel->members[i];

		if (member->dropped || strncmp(member->where, prefix, len) != 0)
			continue;
		list.entries[list.count++] = (struct vb_image_entry){
			.path = member->where + len,
			.size = member->size,
			.mtime = member->mtime,
			.executable = member->executable,
			.sha256 = member->sha256,
		};
	}
	qsort(list.entries, list.count, sizeof(*list.entries), compare_entries);
	return list;
}

/* Adds the directories of PATH that BEFORE, the path in front of it, is not in. */
static void add_dirs(
	struct list *list, struct vb_arena *arena, const char *before, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t len = (size_t)(slash - path);

		if (!strncmp(before, path, len + 1))
			continue;
		list->entries[list->count++] = (struct vb_image_entry){
			.path = vb_arena_dup(arena, path, len),
			.is_dir = true,
			.sha256 = "",
		};
	}
}

static struct list list_entries(const struct wheel *wheel, const char *prefix)
{
	struct list files = list_files(wheel, prefix), list = {0};
	const char *before = "";
	size_t room = 0;

	for (size_t i = 0; i < files.count; i++)
		room += count_components(files.entries[i].path);
	list.entries = vb_arena_array(wheel->arena, room, sizeof(*list.entries));
	for (size_t i = 0; i < files.count; i++) {
		add_dirs(&list, wheel->arena, before, files.entries[i].path);
		list.entries[list.count++] = files.entries[i];
		before = files.entries[i].path;
	}
	return list;
}

static json_t *tell_scripts(const struct vb_entry_point *point)
{
	json_t *scripts = json_array();

	for (; point->name; point++)
		json_array_append_new(
			scripts, json_pack("[sss]", point->name, point->module, point->object));
	return scripts;
}

static json_t *tell_wheel(const struct wheel *wheel)
{
	json_t *json = json_object(), *tags = json_array();

	for (const char *const *tag = wheel->tags; *tag; tag++)
		json_array_append_new(tags, json_string(*tag));
	json_object_set_new(json, "name", json_string(wheel->name));
	json_object_set_new(json, "version", json_string(wheel->version));
	json_object_set_new(json, "dist-info", json_string(wheel->dist_info));
	json_object_set_new(json, "purelib", json_boolean(wheel->purelib));
	json_object_set_new(json, "requires-python", vb_json_text(wheel->requires_python));
	json_object_set_new(json, "tags", tags);
	json_object_set_new(json, "console-scripts", tell_scripts(wheel->console_scripts));
	json_object_set_new(json, "gui-scripts", tell_scripts(wheel->gui_scripts));
	return json;
}

static int drop(const struct wheel *wheel, int dirfd, struct vb_err *err)
{
	for (size_t i = 0; i < wheel->count; i++)
		if (wheel->members[i].dropped && unlinkat(dirfd, wheel->members[i].where, 0) < 0)
			return vb_err_sys(err, errno, "removing '%s'", wheel->members[i].where);
	return 0;
}

int output_write(const struct wheel *wheel, int dirfd, struct vb_err *err)
{
	struct list files = list_entries(wheel, "files/"), data = list_entries(wheel, "data/");
	struct vb_image_index index = {files.entries, data.entries, files.count, data.count};
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *json = tell_wheel(wheel);
	int rc = drop(wheel, dirfd, err);

	if (rc < 0)
		return rc;
	vb_json_print(json, &text);
	rc = vb_fsat_create(dirfd, "meta.json", 0644, text.data, text.len, err);
	if (rc < 0)
		return rc;
	vb_buf_clear(&text);
	vb_image_index_print(&index, &text);
	return vb_fsat_create(dirfd, "index", 0644, text.data, text.len, err);
}
