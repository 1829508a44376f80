/* SPDX-License-Identifier: MIT */
/*
 * Reading a receipt. It comes from the disk and may be anybody's: paths that leave the
 * environment are left out, what has the wrong type counts as not said.
 */
#include "core/receipt.h"

#include "core/fsat.h"
#include "core/json.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/wheel.h"

#include <ctype.h>
#include <fcntl.h>

enum { MAX_BYTES = 64 * 1024 * 1024 };

/* A member that is a safe path, or NULL. */
static const char *safe_path(const json_t *object, const char *key, struct vb_arena *arena)
{
	const char *path = vb_json_member(object, key, arena);

	return path && !vb_plan_path_fault(path, strlen(path)) ? path : NULL;
}

static const char *text_or(const json_t *object, const char *key, struct vb_arena *arena)
{
	const char *text = vb_json_member(object, key, arena);

	return text ? text : "";
}

static void read_files(const json_t *array, struct vb_arena *arena, struct vb_receipt *receipt)
{
	struct vb_receipt_file *files =
		vb_arena_array(arena, json_array_size(array), sizeof(*files));
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		const char *path = safe_path(item, "path", arena);

		if (path)
			files[receipt->file_count++] = (struct vb_receipt_file){.path = path,
				.kind = text_or(item, "kind", arena),
				.target = vb_json_member(item, "target", arena),
				.by = text_or(item, "by", arena)};
	}
	receipt->files = files;
}

/* It leads into the cache: what is no hash counts as not said. */
static const char *hash_or(const json_t *object, const char *key, struct vb_arena *arena)
{
	const char *text = vb_json_member(object, key, arena);

	return text && vb_wheel_is_sha256(text, strlen(text)) ? text : "";
}

/* Receipts of older venvbs have no such flag, but list the file that tells the same. */
static bool lists_request(const struct vb_receipt *receipt, struct vb_arena *arena,
	const struct vb_receipt_package *package)
{
	const char *dir = vb_path_join(arena, package->root, package->dist_info);
	const char *path = vb_path_join(arena, dir, "REQUESTED");

	for (size_t i = 0; i < receipt->file_count; i++)
		if (!strcmp(receipt->files[i].path, path))
			return true;
	return false;
}

static bool is_requested(const json_t *item, struct vb_arena *arena,
	const struct vb_receipt *receipt, const struct vb_receipt_package *package)
{
	const json_t *said = json_object_get(item, "requested");

	return said ? json_is_true(said) : lists_request(receipt, arena, package);
}

static struct vb_receipt_package read_package(
	const json_t *item, struct vb_arena *arena, const struct vb_receipt *receipt)
{
	struct vb_receipt_package package = {.name = text_or(item, "name", arena),
		.version = text_or(item, "version", arena),
		.sha256 = hash_or(item, "sha256", arena),
		.root = safe_path(item, "root", arena),
		.dist_info = safe_path(item, "dist-info", arena),
		.by = text_or(item, "by", arena),
		.source = vb_json_member(item, "source", arena),
		.direct_url = vb_json_member(item, "direct-url", arena),
		.locked = json_is_true(json_object_get(item, "locked")),
		.overlays = json_integer_value(json_object_get(item, "overlays"))};

	if (package.root && package.dist_info)
		package.requested = is_requested(item, arena, receipt, &package);
	return package;
}

/* The files are read already. */
static void read_packages(const json_t *array, struct vb_arena *arena, struct vb_receipt *receipt)
{
	struct vb_receipt_package *packages =
		vb_arena_array(arena, json_array_size(array), sizeof(*packages));
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		const struct vb_receipt_package package = read_package(item, arena, receipt);

		if (package.root && package.dist_info && !strchr(package.dist_info, '/'))
			packages[receipt->package_count++] = package;
	}
	receipt->packages = packages;
}

/* The bytes of a value and, of a list, of each element; what is neither is left out. */
static void take_values(const json_t *json, struct vb_arena *arena, struct vb_receipt_value *value)
{
	size_t count = json_is_array(json) ? json_array_size(json) : 1, len;
	const char **values = vb_arena_array(arena, count + 1, sizeof(*values));

	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_is_array(json) ? json_array_get(json, i) : json;
		const char *text = vb_json_to_bytes(item, arena, &len);

		if (text && strlen(text) == len)
			values[value->count++] = text;
	}
	value->values = values;
}

static size_t read_values(json_t *object, const json_t *origins, struct vb_arena *arena,
	const struct vb_receipt_value **ret_values)
{
	struct vb_receipt_value *values =
		vb_arena_array(arena, json_object_size(object), sizeof(*values));
	size_t count = 0;
	const char *key;
	json_t *item;

	json_object_foreach(object, key, item)
	{
		values[count] = (struct vb_receipt_value){.key = vb_arena_str(arena, key),
			.origin = vb_json_member(origins, key, arena)};
		take_values(item, arena, &values[count]);
		count += values[count].count > 0;
	}
	*ret_values = values;
	return count;
}

static void read_plugins(const json_t *array, struct vb_arena *arena, struct vb_receipt *receipt)
{
	struct vb_receipt_plugin *plugins =
		vb_arena_array(arena, json_array_size(array), sizeof(*plugins));
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		struct vb_receipt_plugin *plugin = &plugins[receipt->plugin_count];

		*plugin = (struct vb_receipt_plugin){.name = vb_json_member(item, "name", arena),
			.version = text_or(item, "version", arena),
			.tier = text_or(item, "tier", arena),
			.file = vb_json_member(item, "file", arena)};
		if (!plugin->name)
			continue;
		plugin->option_count = read_values(
			json_object_get(item, "options"), NULL, arena, &plugin->options);
		receipt->plugin_count++;
	}
	receipt->plugins = plugins;
}

static bool is_name(const char *text)
{
	const char *at = text;

	while (*at == '_' || isalnum((unsigned char)*at))
		at++;
	return *text && !*at && !isdigit((unsigned char)*text);
}

static bool read_var(const json_t *item, struct vb_arena *arena, struct vb_var *ret_var)
{
	const char *name = text_or(item, "name", arena), *how = text_or(item, "how", arena);
	const char *value = vb_json_member(item, "value", arena);

	for (size_t i = 0; value && is_name(name) && i < VB_RECEIPT_HOWS; i++)
		if (!strcmp(vb_receipt_hows[i], how)) {
			*ret_var = (struct vb_var){
				.name = name, .value = value, .how = (enum vb_var_how)i};
			return true;
		}
	return false;
}

static void read_vars(const json_t *array, struct vb_arena *arena, struct vb_receipt *receipt)
{
	struct vb_var *vars = vb_arena_array(arena, json_array_size(array), sizeof(*vars));
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item) if (read_var(item, arena, &vars[receipt->var_count]))
		receipt->var_count++;
	receipt->vars = vars;
}

static int check_schema(const json_t *json, const char *name, struct vb_err *err)
{
	const json_t *schema = json_object_get(json, "receipt");

	if (!json_is_integer(schema))
		return vb_err_set(err, VB_EFAIL, "'%s' is no receipt of venvb", name);
	if (json_integer_value(schema) > VB_RECEIPT_SCHEMA)
		return vb_err_set(err, VB_EFAIL,
			"'%s' has format %" JSON_INTEGER_FORMAT
			", and this venvb knows %d: a newer venvb reads it",
			name, json_integer_value(schema), VB_RECEIPT_SCHEMA);
	return 0;
}

static void read_all(const json_t *json, struct vb_arena *arena, struct vb_receipt *receipt)
{
	const json_t *interp = json_object_get(json, "interpreter");

	receipt->venvb = text_or(json, "venvb", arena);
	receipt->path = vb_json_member(json, "path", arena);
	receipt->name = vb_json_member(json, "name", arena);
	receipt->executable = vb_json_member(interp, "executable", arena);
	receipt->implementation = vb_json_member(interp, "implementation", arena);
	receipt->version = vb_json_member(interp, "version", arena);
	receipt->prompt = vb_json_member(json, "prompt", arena);
	read_vars(json_object_get(json, "variables"), arena, receipt);
	receipt->request_count = read_values(json_object_get(json, "request"),
		json_object_get(json, "origins"), arena, &receipt->request);
	read_plugins(json_object_get(json, "plugins"), arena, receipt);
	read_files(json_object_get(json, "files"), arena, receipt);
	read_packages(json_object_get(json, "packages"), arena, receipt);
}

static int parse(struct vb_arena *arena, const struct vb_buf *text, const char *name,
	struct vb_receipt *ret_receipt, struct vb_err *err)
{
	struct vb_receipt receipt = {0};
	json_auto_t *json = NULL;
	int rc = vb_json_parse(text->data, text->len, name, &json, err);

	if (rc == 0)
		rc = check_schema(json, name, err);
	if (rc != 0)
		return rc;
	read_all(json, arena, &receipt);
	*ret_receipt = receipt;
	return 0;
}

int vb_receipt_read(
	struct vb_arena *arena, int dirfd, struct vb_receipt *ret_receipt, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	int rc = vb_fsat_read(dirfd, VB_RECEIPT_NAME, MAX_BYTES, true, &text, err);

	return rc ? rc : parse(arena, &text, VB_RECEIPT_NAME, ret_receipt, err);
}

int vb_receipt_read_file(struct vb_arena *arena, const char *path, struct vb_receipt *ret_receipt,
	struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	int rc = vb_fsat_read_through(AT_FDCWD, path, MAX_BYTES, false, &text, err);

	return rc ? rc : parse(arena, &text, path, ret_receipt, err);
}
