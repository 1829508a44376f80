/* SPDX-License-Identifier: MIT */
/* A configuration file: JSON into statements, each with its file and line. */
#include "core/config_layer.h"

#include "core/fsat.h"
#include "core/json.h"
#include "core/json_lines.h"
#include "core/option.h"
#include "core/path.h"
#include "core/trust.h"

#include <errno.h>
#include <fcntl.h>

enum { LARGEST = 1 << 20 };

struct file {
	const struct vb_reader *reader;
	const char *path;
	struct vb_buf text;
	struct vb_origin origin;
	bool must_exist;
};

/* Where the key at PATH stands: what messages begin with. */
static const char *place(const struct file *file, const char *const *path)
{
	return vb_arena_printf(file->reader->arena, "%s:%u", file->path,
		vb_json_line(file->text.data, file->text.len, path));
}

/* What a string, a whole number, true or false is as text; NULL for anything else. */
static const char *scalar(const json_t *json, struct vb_arena *arena)
{
	const char *text;
	size_t len;

	if (json_is_boolean(json))
		return json_is_true(json) ? "yes" : "no";
	if (json_is_integer(json))
		return vb_arena_printf(arena, "%lld", (long long)json_integer_value(json));
	text = vb_json_to_bytes(json, arena, &len);
	return text && strlen(text) == len ? text : NULL;
}

static int complain(const char *key, const json_t *json, const char *expected, struct vb_err *err)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "an object",
		[JSON_ARRAY] = "a list",
		[JSON_STRING] = "text",
		[JSON_INTEGER] = "a number",
		[JSON_REAL] = "a number",
		[JSON_TRUE] = "true",
		[JSON_FALSE] = "false",
		[JSON_NULL] = "null",
	};

	return vb_err_set(
		err, VB_EUSAGE, "'%s' is %s: expected %s", key, kinds[json_typeof(json)], expected);
}

/* The elements of an array as texts; false when one is no scalar. */
static bool read_list(const json_t *array, struct vb_arena *arena, struct vb_plugin_value *value)
{
	size_t count = json_array_size(array);
	const char **values = vb_arena_array(arena, count + 1, sizeof(*values));

	for (size_t i = 0; i < count; i++) {
		values[i] = scalar(json_array_get(array, i), arena);
		if (!values[i])
			return false;
	}
	value->values = values;
	value->count = count;
	value->is_list = true;
	return true;
}

static const char *join(struct vb_arena *arena, const struct vb_plugin_value *list)
{
	vb_auto_buf out = VB_BUF_INIT;

	for (size_t i = 0; i < list->count; i++)
		vb_buf_addf(&out, "%s%s", i ? "," : "", list->values[i]);
	return vb_arena_dup(arena, out.data, out.len);
}

/* A number where text belongs is most likely a version, of which JSON drops the last zero. */
static const char *expected_of(const struct vb_option *option)
{
	if (option->type == VB_TYPE_BOOL)
		return "true or false";
	if (option->type == VB_TYPE_SECONDS)
		return "a whole number of seconds";
	if (option->flags & VB_OPTION_LIST)
		return "text or a list of texts";
	return "text, in quotation marks";
}

static bool is_acceptable(const struct vb_option *option, const json_t *json)
{
	bool is_word = option->type == VB_TYPE_BOOL || option->type == VB_TYPE_CHOICE;

	return json_is_string(json) || json_is_object(json) || (is_word && json_is_boolean(json)) ||
	       (option->type == VB_TYPE_SECONDS && json_is_integer(json));
}

static int read_option(struct file *file, int id, const json_t *json, struct vb_err *err)
{
	const struct vb_option *option = &vb_options[id];
	struct vb_arena *arena = file->reader->arena;
	struct vb_plugin_value list = {0};
	const char *text = NULL;

	if (json_is_array(json) && option->flags & VB_OPTION_LIST && read_list(json, arena, &list))
		text = join(arena, &list);
	else if (is_acceptable(option, json))
		text = scalar(json, arena);
	if (!text)
		return complain(option->name, json, expected_of(option), err);
	return vb_layer_option(file->reader->request, arena, id, text, &file->origin, err);
}

static int read_plugin_value(struct file *file, const char *name, const char *key,
	const json_t *json, struct vb_err *err)
{
	struct vb_arena *arena = file->reader->arena;
	struct vb_plugin_value value = {.key = vb_arena_str(arena, key)};
	const char *text = scalar(json, arena);

	if (text)
		value = vb_layer_single(arena, key, text);
	else if (!json_is_array(json) || !read_list(json, arena, &value))
		return complain(
			key, json, "text, a whole number, true, false, or a list of such", err);
	return vb_layer_plugin(file->reader->config, arena, name, &value, &file->origin, err);
}

static int read_plugin(struct file *file, const char *name, json_t *json, struct vb_err *err)
{
	const char *path[] = {"plugins", name, NULL, NULL};
	const char *key;
	json_t *member;
	int rc = vb_layer_check_name(name, err);

	if (rc == 0 && !json_is_object(json))
		rc = complain(name, json, "an object with its options", err);
	if (rc < 0)
		return vb_err_wrap(err, "%s", place(file, path));
	json_object_foreach(json, key, member)
	{
		path[2] = key;
		file->origin.source = place(file, path);
		rc = read_plugin_value(file, name, key, member, err);
		if (rc < 0)
			return vb_err_wrap(err, "%s: plugin '%s'", file->origin.source, name);
	}
	return 0;
}

static int read_plugins(struct file *file, json_t *json, struct vb_err *err)
{
	const char *name;
	json_t *member;

	if (!json_is_object(json)) {
		complain("plugins", json, "an object with a member for each plugin", err);
		return vb_err_wrap(err, "%s", place(file, (const char *const[]){"plugins", NULL}));
	}
	json_object_foreach(json, name, member)
	{
		int rc = read_plugin(file, name, member, err);

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_lock(struct file *file, json_t *json, struct vb_err *err)
{
	const struct vb_reader *reader = file->reader;

	for (size_t i = 0; i < json_array_size(json); i++) {
		const char *path[] = {"lock", vb_arena_printf(reader->arena, "%zu", i), NULL};
		const json_t *name = json_array_get(json, i);
		int rc;

		file->origin.source = place(file, path);
		rc = json_is_string(name)
			     ? vb_layer_lock(reader, json_string_value(name), &file->origin, err)
			     : complain("lock", name, "the names of values", err);
		if (rc < 0)
			return vb_err_wrap(err, "%s", file->origin.source);
	}
	return 0;
}

static int read_locks(struct file *file, json_t *json, struct vb_err *err)
{
	const char *where = place(file, (const char *const[]){"lock", NULL});

	if (file->origin.layer != VB_LAYER_SYSTEM)
		return vb_err_set(
			err, VB_EUSAGE, "%s: only the system's file may lock values", where);
	if (json_is_array(json))
		return read_lock(file, json, err);
	complain("lock", json, "a list of names, such as [\"link-mode\", \"PLUGIN.KEY\"]", err);
	return vb_err_wrap(err, "%s", where);
}

static int read_key(struct file *file, const char *key, json_t *json, struct vb_err *err)
{
	int id = vb_option_find(key), rc;

	if (!strcmp(key, "plugins"))
		return read_plugins(file, json, err);
	if (!strcmp(key, "lock"))
		return read_locks(file, json, err);
	file->origin.source = place(file, (const char *const[]){key, NULL});
	rc = id < 0 ? vb_layer_unknown(key, err) : read_option(file, id, json, err);
	return rc < 0 ? vb_err_wrap(err, "%s", file->origin.source) : 0;
}

static int check_beginning(const struct file *file, struct vb_err *err)
{
	if (file->text.len < 3 || memcmp(file->text.data, "\xef\xbb\xbf", 3) != 0)
		return 0;
	return vb_err_set(err, VB_EUSAGE,
		"%s:1: it begins with a byte order mark: expected plain UTF-8, save it without",
		file->path);
}

static int read_text(struct file *file, struct vb_err *err)
{
	json_auto_t *json = NULL;
	const char *key;
	json_t *member;
	int rc = check_beginning(file, err);

	if (rc == 0)
		rc = vb_json_parse(file->text.data, file->text.len, file->path, &json, err);

	if (rc < 0)
		return rc;
	if (!json_is_object(json))
		return vb_err_set(err, VB_EUSAGE,
			"%s:1: expected an object, such as {\"python\": \"3.12\"}", file->path);
	json_object_foreach(json, key, member)
	{
		rc = read_key(file, key, member, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int check_policy(const char *path, json_t *json, struct vb_err *err)
{
	const char *key;
	json_t *member;

	if (!json_is_string(json_object_get(json, "plugin")))
		return vb_err_set(err, VB_EUSAGE,
			"%s:1: expected an object that names a plugin: {\"plugin\": \"NAME\"}",
			path);
	json_object_foreach(json, key,
		member) if (strcmp(key, "plugin") && strcmp(key, "options")) return vb_err_set(err,
		VB_EUSAGE,
		"%s:1: there is no '%s' in a policy: expected 'plugin' and "
		"'options'",
		path, key);
	member = json_object_get(json, "options");
	if (member && !json_is_object(member))
		return vb_err_set(err, VB_EUSAGE, "%s:1: 'options' is no object", path);
	if (json_object_get(member, "enable"))
		return vb_err_set(
			err, VB_EUSAGE, "%s:1: a policy is always on: leave 'enable' out", path);
	return 0;
}

static int read_policy(struct file *file, json_t *json, struct vb_err *err)
{
	const char *name = json_string_value(json_object_get(json, "plugin"));
	const char *path[] = {"options", NULL, NULL};
	const char *key;
	json_t *member;

	if (vb_layer_check_name(name, err) < 0)
		return vb_err_wrap(err, "%s", file->path);
	file->origin.source = file->path;
	if (vb_layer_enable(
		    file->reader->config, file->reader->arena, name, true, &file->origin, err) < 0)
		return -err->code;
	json_object_foreach(json_object_get(json, "options"), key, member)
	{
		int rc;

		path[1] = key;
		file->origin.source = place(file, path);
		rc = read_plugin_value(file, name, key, member, err);
		if (rc < 0)
			return vb_err_wrap(err, "%s", file->origin.source);
	}
	return 0;
}

int vb_config_read_policy(struct vb_arena *arena, const char *path, const struct vb_buf *text,
	struct vb_plugin_config *ret_plugin, struct vb_err *err)
{
	struct vb_config config = {0};
	const struct vb_reader reader = {.arena = arena, .config = &config};
	struct file file = {
		.reader = &reader,
		.path = path,
		.text = *text,
		.origin = {VB_LAYER_SYSTEM, NULL, vb_path_dir(arena, path)},
	};
	json_auto_t *json = NULL;
	int rc = vb_json_parse(text->data, text->len, path, &json, err);

	if (rc == 0)
		rc = check_policy(path, json, err);
	if (rc == 0)
		rc = read_policy(&file, json, err);
	if (rc == 0)
		*ret_plugin = config.plugins[0];
	return rc;
}

/* The system's file says which plugins run and what is locked: nobody else may write it. */
static int read_system(struct file *file, struct vb_err *err)
{
	struct vb_arena *arena = file->reader->arena;
	struct vb_trust_rules rules = vb_trust_installed(arena);
	vb_auto_fd fd = -1;
	const char *resolved;
	int rc;

	if (access(file->path, F_OK) < 0 && errno == ENOENT)
		return 1;
	rc = vb_trust_resolve(arena, file->path, &resolved, err);
	if (rc == 0)
		rc = fd = vb_trust_open(resolved, &rules, err);
	return rc < 0 ? rc : vb_fsat_read_fd(fd, file->path, LARGEST, &file->text, err);
}

/* A project's file is a stranger's, and is not followed to where a link leads. */
static int read_bytes(struct file *file, struct vb_err *err)
{
	bool missing_ok = !file->must_exist;

	switch (file->origin.layer) {
	case VB_LAYER_SYSTEM:
		return read_system(file, err);
	case VB_LAYER_PROJECT:
		return vb_fsat_read(AT_FDCWD, file->path, LARGEST, missing_ok, &file->text, err);
	default:
		return vb_fsat_read_through(
			AT_FDCWD, file->path, LARGEST, missing_ok, &file->text, err);
	}
}

/* A user's own file may be out of reach when somebody else's HOME was kept (sudo). */
static int load(struct file *file, struct vb_err *err)
{
	enum vb_layer layer = file->origin.layer;
	int rc = read_bytes(file, err);

	if (rc < 0 && layer == VB_LAYER_PROJECT && err->sys == ELOOP) {
		vb_err_done(err);
		return vb_err_set(err, VB_EUSAGE,
			"%s: it is a symbolic link, and a project's file is not read through one",
			file->path);
	}
	if (rc < 0)
		err->code = VB_EUSAGE;
	if (rc >= 0 || layer != VB_LAYER_USER || err->sys != EACCES || file->must_exist)
		return rc < 0 ? -VB_EUSAGE : rc;
	vb_warn(file->reader->log, "%s: going on without it", err->msg);
	vb_err_done(err);
	return 1;
}

int vb_config_read_file(
	const struct vb_reader *reader, const struct vb_config_file *said, struct vb_err *err)
{
	struct file file = {
		.reader = reader,
		.path = said->path,
		.text = VB_BUF_INIT,
		.origin = {said->layer, NULL, vb_path_dir(reader->arena, said->path)},
		.must_exist = said->must_exist,
	};
	int rc = load(&file, err);

	if (rc == 0)
		rc = read_text(&file, err);
	vb_buf_done(&file.text);
	return rc < 0 ? rc : 0;
}
