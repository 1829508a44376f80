/* SPDX-License-Identifier: MIT */
/*
 * The table of the core's options, and setting and reading a request by it. Where a value comes
 * from (files, variables, switches) is config.c and args.c.
 */
#include "core/option.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/url.h"

#define MEMBER(member) .offset = offsetof(struct vb_request, member)

const struct vb_option vb_options[VB_OPT_COUNT] = {
	[VB_OPT_PYTHON] = {"python", VB_TYPE_STRING, NULL, NULL, "WHAT",
		"the base interpreter: a version (3.12), a range (>=3.11), a name or a path",
		VB_OPTION_PROJECT | VB_OPTION_SLASH, MEMBER(python)},
	[VB_OPT_SYSTEM_SITE_PACKAGES] = {"system-site-packages", VB_TYPE_BOOL, NULL, "no", NULL,
		"let the environment see the base interpreter's packages", VB_OPTION_PROJECT,
		MEMBER(system_site_packages)},
	[VB_OPT_COPIES] = {"copies", VB_TYPE_BOOL, NULL, "no", NULL,
		"copy the interpreter instead of linking to it", VB_OPTION_PROJECT, MEMBER(copies)},
	[VB_OPT_CLEAR] = {"clear", VB_TYPE_BOOL, NULL, "no", NULL,
		"replace the environment that is there by a new one", VB_OPTION_COMMAND_LINE,
		MEMBER(clear)},
	[VB_OPT_KEEP] = {"keep", VB_TYPE_BOOL, NULL, "no", NULL,
		"with --clear: leave the old environment beside the new one, for 'venvb undo'",
		VB_OPTION_COMMAND_LINE, MEMBER(keep)},
	[VB_OPT_UPGRADE] = {"upgrade", VB_TYPE_BOOL, NULL, "no", NULL,
		"move the environment that is there to this interpreter", VB_OPTION_COMMAND_LINE,
		MEMBER(upgrade)},
	[VB_OPT_SEED] = {"seed", VB_TYPE_CHOICE, "yes|no|newest", "yes", "yes|no|newest",
		"whether plugins put packages such as pip into the environment", 0, MEMBER(seed)},
	[VB_OPT_PROMPT] = {"prompt", VB_TYPE_STRING, NULL, NULL, "TEXT",
		"the prompt while the environment is active; '.' is the current directory's name",
		VB_OPTION_PROJECT | VB_OPTION_EMPTY, MEMBER(prompt)},
	[VB_OPT_SCM_IGNORE_FILES] = {"scm-ignore-files", VB_TYPE_BOOL, NULL, "yes", NULL,
		"write a .gitignore into the environment", VB_OPTION_PROJECT,
		MEMBER(scm_ignore_files)},
	[VB_OPT_ACTIVATORS] = {"activators", VB_TYPE_STRING, NULL, NULL, "LIST",
		"write activation scripts for these shells only (empty: for none)",
		VB_OPTION_PROJECT | VB_OPTION_EMPTY | VB_OPTION_LIST, MEMBER(activators)},
	[VB_OPT_LINK_MODE] = {"link-mode", VB_TYPE_CHOICE, "auto|clone|hardlink|copy", "auto",
		"auto|clone|hardlink|copy", "how packages get from the cache into the environment",
		0, MEMBER(link_mode)},
	[VB_OPT_COMPILE] = {"compile", VB_TYPE_CHOICE, "on-reuse|always|never", "on-reuse",
		"on-reuse|always|never", "when packages in the cache are compiled to byte code", 0,
		MEMBER(compile)},
	[VB_OPT_CHECK_IMAGE] = {"check-image", VB_TYPE_BOOL, NULL, "yes", NULL,
		"look whether a package in the cache was changed before using it", 0,
		MEMBER(check_image)},
	[VB_OPT_CACHE_DIR] = {"cache-dir", VB_TYPE_PATH, NULL, NULL, "DIR",
		"the cache, instead of venvb in $XDG_CACHE_HOME or ~/.cache", VB_OPTION_EARLY,
		MEMBER(cache_dir)},
	[VB_OPT_CACHE] = {"cache", VB_TYPE_BOOL, NULL, "yes", NULL,
		"remember interpreters and unpacked packages between runs", VB_OPTION_EARLY,
		MEMBER(cache)},
	[VB_OPT_HOOK_TIMEOUT] = {"hook-timeout", VB_TYPE_SECONDS, NULL, "60", "SECONDS",
		"how long a plugin may take at a time, the host's own work left out (0: for ever)",
		0, MEMBER(hook_timeout)},
	[VB_OPT_FORCE] = {"force", VB_TYPE_BOOL, NULL, "no", NULL,
		"clear or overwrite what venvb would rather leave alone", VB_OPTION_COMMAND_LINE,
		MEMBER(force)},
	[VB_OPT_DRY_RUN] = {"dry-run", VB_TYPE_BOOL, NULL, "no", NULL,
		"show what would be written and by whom, and write nothing", VB_OPTION_COMMAND_LINE,
		MEMBER(dry_run)},
};

static const struct {
	const char *text;
	bool value;
} bool_words[] = {
	{"yes", true},
	{"no", false},
	{"true", true},
	{"false", false},
	{"on", true},
	{"off", false},
	{"1", true},
	{"0", false},
};

/* Which layers the flags of an option shut out. */
static int check_layer(const struct vb_option *option, enum vb_layer layer, struct vb_err *err)
{
	if (layer == VB_LAYER_BUILTIN || layer == VB_LAYER_COMMAND_LINE)
		return 0;
	if (option->flags & VB_OPTION_COMMAND_LINE)
		return vb_err_set(
			err, VB_EUSAGE, "only the command line may set '%s'", option->name);
	if (layer == VB_LAYER_PROJECT && !(option->flags & VB_OPTION_PROJECT))
		return vb_err_set(err, VB_EUSAGE,
			"a project's file may not set '%s': set it in your own configuration or "
			"on the command line",
			option->name);
	return 0;
}

/* User and password in a URL are nobody's business, wherever it stands. */
static int complain(
	const struct vb_option *option, const char *value, const char *expected, struct vb_err *err)
{
	vb_auto_buf shown = VB_BUF_INIT;

	vb_url_add_masked(&shown, value);
	return vb_err_set(
		err, VB_EUSAGE, "'%s' is '%s': expected %s", option->name, shown.data, expected);
}

bool vb_option_is_bool(const char *text, bool *ret_value)
{
	for (size_t i = 0; i < VB_COUNT(bool_words); i++) {
		if (strcmp(text, bool_words[i].text))
			continue;
		*ret_value = bool_words[i].value;
		return true;
	}
	return false;
}

static int set_bool(
	bool *member, const struct vb_option *option, const char *value, struct vb_err *err)
{
	return vb_option_is_bool(value, member) ? 0 : complain(option, value, "yes or no", err);
}

/* "a, b or c" from "a|b|c". */
static void add_choices(struct vb_buf *out, const char *choices)
{
	while (*choices) {
		size_t len = strcspn(choices, "|");
		const char *rest = choices + len + (choices[len] == '|');

		vb_buf_add(out, choices, len);
		if (*rest)
			vb_buf_adds(out, strchr(rest, '|') ? ", " : " or ");
		choices = rest;
	}
}

static int set_choice(
	unsigned *member, const struct vb_option *option, const char *value, struct vb_err *err)
{
	vb_auto_buf expected = VB_BUF_INIT;
	const char *at = option->choices;
	unsigned number = 0;

	for (; *at; number++) {
		size_t len = strcspn(at, "|");

		if (strlen(value) == len && !strncmp(at, value, len)) {
			*member = number;
			return 0;
		}
		at += len + (at[len] == '|');
	}
	add_choices(&expected, option->choices);
	return complain(option, value, expected.data, err);
}

/* At most seven digits: some weeks, and far from any limit of arithmetic. */
static int set_seconds(
	unsigned *member, const struct vb_option *option, const char *value, struct vb_err *err)
{
	size_t len = strspn(value, "0123456789");

	if (!len || len > 7 || value[len])
		return complain(option, value, "a whole number of seconds", err);
	*member = (unsigned)strtoul(value, NULL, 10);
	return 0;
}

static int set_text(const char **member, struct vb_arena *arena, const struct vb_option *option,
	const char *value, struct vb_err *err)
{
	if (!*value && !(option->flags & VB_OPTION_EMPTY))
		return vb_err_set(err, VB_EUSAGE, "'%s' is empty: expected %s", option->name,
			option->argument);
	if (option->type == VB_TYPE_PATH && *value != '/')
		return complain(option, value, "an absolute path", err);
	*member = vb_arena_str(arena, value);
	return 0;
}

/* What is said again is no contradiction. Whoever is refused by a plugin is denied. */
static int check_lock(const struct vb_request *request, const struct vb_request *changed,
	struct vb_arena *arena, enum vb_option_id id, bool is_plugin, struct vb_err *err)
{
	const char *locked = vb_option_text(request, arena, id);
	const char *said = vb_option_text(changed, arena, id);
	vb_auto_buf shown = VB_BUF_INIT;

	if (locked && said && !strcmp(locked, said))
		return 0;
	vb_url_add_masked(&shown, said ? said : "");
	return vb_err_set(err, is_plugin ? VB_EDENIED : VB_EUSAGE,
		"'%s' is '%s', but %s locks %s%s%s", vb_options[id].name, shown.data,
		request->lock[id], locked ? "it at '" : "it, and leaves it unset",
		locked ? locked : "", locked ? "'" : "");
}

int vb_option_set(struct vb_request *request, struct vb_arena *arena, enum vb_option_id id,
	const char *value, enum vb_layer layer, const char *source, struct vb_err *err)
{
	const struct vb_option *option = &vb_options[id];
	struct vb_request changed = *request;
	void *member = (char *)&changed + option->offset;
	int rc = check_layer(option, layer, err);

	if (rc < 0)
		return rc;
	if (option->type == VB_TYPE_BOOL)
		rc = set_bool(member, option, value, err);
	else if (option->type == VB_TYPE_CHOICE)
		rc = set_choice(member, option, value, err);
	else if (option->type == VB_TYPE_SECONDS)
		rc = set_seconds(member, option, value, err);
	else
		rc = set_text(member, arena, option, value, err);
	if (rc == 0 && request->lock[id] && layer > VB_LAYER_SYSTEM)
		return check_lock(request, &changed, arena, id, layer == VB_LAYER_PLUGIN, err);
	if (rc < 0 || layer < request->origin[id])
		return rc;
	*request = changed;
	request->origin[id] = layer;
	request->source[id] = source ? vb_arena_str(arena, source) : NULL;
	return 0;
}

int vb_option_check_lock(const struct vb_request *request, struct vb_arena *arena,
	enum vb_option_id id, const char *value, struct vb_err *err)
{
	struct vb_request scratch = *request;

	if (!request->lock[id])
		return 0;
	return vb_option_set(&scratch, arena, id, value, VB_LAYER_PLUGIN, NULL, err);
}

static const char *choice_text(struct vb_arena *arena, const char *choices, unsigned number)
{
	while (number--)
		choices = strchr(choices, '|') + 1;
	return vb_arena_dup(arena, choices, strcspn(choices, "|"));
}

const char *vb_option_text(
	const struct vb_request *request, struct vb_arena *arena, enum vb_option_id id)
{
	const struct vb_option *option = &vb_options[id];
	const void *member = (const char *)request + option->offset;

	if (option->type == VB_TYPE_BOOL)
		return *(const bool *)member ? "yes" : "no";
	if (option->type == VB_TYPE_CHOICE)
		return choice_text(arena, option->choices, *(const unsigned *)member);
	if (option->type == VB_TYPE_SECONDS)
		return vb_arena_printf(arena, "%u", *(const unsigned *)member);
	return *(const char *const *)member;
}

void vb_option_defaults(struct vb_request *request, struct vb_arena *arena)
{
	vb_auto_err err = VB_ERR_INIT;

	for (int id = 0; id < VB_OPT_COUNT; id++) {
		request->origin[id] = VB_LAYER_BUILTIN;
		request->source[id] = NULL;
		if (vb_options[id].default_value)
			vb_option_set(request, arena, id, vb_options[id].default_value,
				VB_LAYER_BUILTIN, NULL, &err);
	}
}

int vb_option_blame(const struct vb_request *request, enum vb_option_id id, struct vb_err *err)
{
	enum vb_layer layer = request->origin[id];

	if (layer == VB_LAYER_BUILTIN || layer == VB_LAYER_COMMAND_LINE || !request->source[id])
		return -err->code;
	return vb_err_wrap(err, "%s: '%s'", request->source[id], vb_options[id].name);
}

int vb_option_find(const char *name)
{
	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (!strcmp(vb_options[id].name, name))
			return id;
	return -1;
}

bool vb_option_is_name(const char *text, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

	if (!len || !memchr(letters, *text, 26) || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '-'
				? text[i - 1] == '-'
				: !memchr(letters, text[i], 26) && (text[i] < '0' || text[i] > '9'))
			return false;
	}
	return true;
}

const char *vb_layer_name(enum vb_layer layer)
{
	static const char *const names[] = {
		[VB_LAYER_BUILTIN] = "builtin",
		[VB_LAYER_SYSTEM] = "system",
		[VB_LAYER_USER] = "user",
		[VB_LAYER_PROJECT] = "project",
		[VB_LAYER_ENVIRONMENT] = "environment",
		[VB_LAYER_COMMAND_LINE] = "command-line",
		[VB_LAYER_PLUGIN] = "plugin",
	};

	return names[layer];
}
