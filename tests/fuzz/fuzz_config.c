/* SPDX-License-Identifier: MIT */
/* Configuration: a file of each layer, a policy's file, variables, what the command line says. */
#include "core/config_layer.h"
#include "core/option.h"
#include "tests/fuzz/fuzz.h"

static void read_file(struct vb_arena *arena, enum vb_layer layer, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_reader reader = {arena, &fuzz_log, &request, &config};
	const char *dir;
	int dirfd = fuzz_directory(&dir);
	const struct vb_config_file file = {
		.path = vb_arena_printf(arena, "%s/venvb.json", dir), .layer = layer};

	vb_option_defaults(&request, arena);
	fuzz_put(dirfd, "venvb.json", data, len);
	if (vb_config_read_file(&reader, &file, &err) < 0)
		HOLDS(err.msg && (err.code == VB_EUSAGE || err.code == VB_EFAIL ||
					 err.code == VB_EDENIED));
}

static void read_policy(struct vb_arena *arena, const char *data, size_t len)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	struct vb_plugin_config plugin = {0};

	vb_buf_add(&text, data, len);
	if (vb_config_read_policy(arena, "/etc/x.json", &text, &plugin, &err) == 0)
		HOLDS(plugin.name);
}

static void read_environ(struct vb_arena *arena, const char *data, size_t len)
{
	enum { MOST = 32 };
	vb_auto_err err = VB_ERR_INIT;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_reader reader = {arena, &fuzz_log, &request, &config};
	const char *entries[MOST + 1] = {NULL};
	char *entry;

	vb_option_defaults(&request, arena);
	for (size_t i = 0; i < MOST && (entry = fuzz_next(arena, &data, &len, '\n')); i++)
		entries[i] = vb_arena_printf(arena, "VENVB_%s", entry);
	vb_config_read_environ(&reader, entries, "/work", &err);
}

static void add_plugins(struct vb_arena *arena, const char *data, size_t len)
{
	struct vb_config config = {0};
	char *text;

	while ((text = fuzz_next(arena, &data, &len, '\n'))) {
		vb_auto_err err = VB_ERR_INIT;

		vb_config_add_plugin(&config, arena, text, "/work", &err);
	}
	for (size_t i = 0; i < config.plugin_count; i++)
		HOLDS(config.plugins[i].name || config.plugins[i].file);
}

void fuzz_one(struct vb_arena *arena, const char *data, size_t len)
{
	if (!len)
		return;
	switch (*data) {
	case 's':
		read_file(arena, VB_LAYER_SYSTEM, data + 1, len - 1);
		break;
	case 'u':
		read_file(arena, VB_LAYER_USER, data + 1, len - 1);
		break;
	case 'p':
		read_file(arena, VB_LAYER_PROJECT, data + 1, len - 1);
		break;
	case 'e':
		read_environ(arena, data + 1, len - 1);
		break;
	case 'c':
		add_plugins(arena, data + 1, len - 1);
		break;
	default:
		read_policy(arena, data + 1, len - 1);
	}
}
