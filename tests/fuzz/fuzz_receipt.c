/* SPDX-License-Identifier: MIT */
/* What a directory says of itself: receipt, facts, the index of an image. */
#include "core/facts.h"
#include "core/image_index.h"
#include "core/json.h"
#include "core/receipt.h"
#include "tests/fuzz/fuzz.h"

static void read_receipt(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_receipt receipt = {0};
	const char *dir;
	int fd = fuzz_directory(&dir);

	fuzz_put(fd, VB_RECEIPT_NAME, data, len);
	if (vb_receipt_read(arena, fd, &receipt, &err) != 0)
		return;
	for (size_t i = 0; i < receipt.file_count; i++)
		HOLDS(!vb_plan_path_fault(
			receipt.files[i].path, strlen(receipt.files[i].path)));
	for (size_t i = 0; i < receipt.package_count; i++) {
		const struct vb_receipt_package *package = &receipt.packages[i];

		HOLDS(!vb_plan_path_fault(package->root, strlen(package->root)));
		HOLDS(!strchr(package->dist_info, '/') && strcmp(package->dist_info, "..") != 0);
		HOLDS(package->name && package->version && package->sha256 && package->by);
	}
	for (size_t i = 0; i < receipt.plugin_count; i++)
		HOLDS(receipt.plugins[i].name && receipt.plugins[i].version);
}

static void read_facts(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT, unfit = VB_ERR_INIT, again = VB_ERR_INIT;
	json_auto_t *json = NULL, *back = NULL;
	struct vb_interp interp = {0}, same = {0};

	if (vb_json_parse(data, len, "facts", &json, &err) < 0 ||
		vb_facts_from_json(json, arena, &interp, &unfit) < 0 ||
		!vb_facts_is_complete(&interp))
		return;
	HOLDS(*interp.purelib != '/' && *interp.scripts != '/');
	back = vb_facts_to_json(&interp);
	HOLDS(vb_facts_from_json(back, arena, &same, &again) == 0);
}

static void read_index(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT, again = VB_ERR_INIT;
	struct vb_image_index index, same;
	vb_auto_buf text = VB_BUF_INIT;
	char *copy = vb_arena_dup(arena, data, len);

	if (memchr(data, '\0', len) ||
		vb_image_index_parse(arena, copy, "index", &index, &err) < 0)
		return;
	for (size_t i = 0; i < index.count; i++) {
		HOLDS(!vb_image_index_fault(index.entries[i].path));
		HOLDS(!i || vb_image_index_compare(
				    index.entries[i - 1].path, index.entries[i].path) < 0);
	}
	vb_image_index_print(&index, &text);
	HOLDS(vb_image_index_parse(
		      arena, vb_arena_dup(arena, text.data, text.len), "again", &same, &again) ==
		0);
	HOLDS(same.count == index.count && same.data_count == index.data_count);
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	if (len >= 5 && !memcmp(data, "venvb", 5))
		read_index(arena, data, len);
	else if (len && *data == 'f')
		read_facts(arena, data + 1, len - 1);
	else
		read_receipt(arena, data, len);
}
