/* SPDX-License-Identifier: MIT */
/* `venvb plugin list`: what is installed, tier by tier, and what a run would make of it. */
#include "core/plugin_commands.h"

#include "core/fsat.h"
#include "core/json_build.h"
#include "core/path.h"
#include "core/path_set.h"
#include "core/plugin_survey.h"
#include "core/printable.h"
#include "core/switches.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/auxv.h>

enum { COLUMNS = 4 };

struct list {
	struct vb_survey survey;
	json_t *plugins;
	struct vb_path_set seen; /* names of the tiers above */
};

/* The names in a directory that end in SUFFIX, without it. */
static int list_names(struct vb_arena *arena, const char *dir, const char *suffix,
	struct vb_path_set *ret_names, struct vb_err *err)
{
	vb_auto_fd fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t end = strlen(suffix);
	const char *const *names;
	int rc;

	vb_path_set_init(ret_names, arena);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return vb_err_sys(err, errno, "opening '%s'", dir);
	rc = vb_fsat_list(arena, fd, dir, &names, NULL, err);
	for (; rc == 0 && *names; names++) {
		size_t len = strlen(*names);

		if (len > end && !strcmp(*names + len - end, suffix))
			vb_path_set_add(ret_names, vb_arena_dup(arena, *names, len - end));
	}
	return rc;
}

static void judge(struct list *list, const char *name, bool is_shadowed, json_t *object)
{
	const struct vb_plugin_config *said = vb_survey_enabled(&list->survey, name, NULL);
	bool is_policy = !is_shadowed && vb_survey_policy(&list->survey, name);

	if (is_policy)
		vb_json_put_text(object, "tier", vb_tier_name(VB_TIER_POLICY));
	vb_json_put_bool(object, "shadowed", is_shadowed);
	vb_json_put_bool(object, "enabled", is_policy || (said && said->enabled && !is_shadowed));
}

static int add_plugin(struct list *list, const struct vb_host_opts *places, enum vb_tier tier,
	const char *name, struct vb_err *err)
{
	json_t *object = vb_json_append_object(list->plugins);
	int rc;

	vb_json_put_text(object, "name", name);
	vb_json_put_text(object, "tier", vb_tier_name(tier));
	rc = vb_survey_plugin(
		&list->survey, vb_survey_subject(&list->survey, name), places, object, err);
	judge(list, name, vb_path_set_has(&list->seen, name), object);
	return rc;
}

static int add_tier(struct list *list, enum vb_tier tier, const char *dir, struct vb_err *err)
{
	struct vb_arena *arena = list->survey.arena;
	struct vb_host_opts places = list->survey.places;
	struct vb_path_set names;
	const char *name;
	int rc = list_names(arena, dir, ".so", &names, err);

	places.plugindir = tier == VB_TIER_SYSTEM ? dir : NULL;
	places.user_dir = tier == VB_TIER_USER ? dir : NULL;
	for (size_t i = 0; rc == 0 && (name = vb_path_set_at(&names, i)); i++)
		rc = add_plugin(list, &places, tier, name, err);
	for (size_t i = 0; rc == 0 && (name = vb_path_set_at(&names, i)); i++)
		vb_path_set_add(&list->seen, name);
	return rc;
}

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : otherwise;
}

static bool is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static const char *state_of(struct vb_arena *arena, const json_t *object)
{
	const char *error = text_of(object, "error", NULL);

	if (!is_true(object, "trusted"))
		return vb_arena_printf(arena, "not trusted: %s", error);
	if (error)
		return vb_arena_printf(arena, "broken: %s", error);
	if (is_true(object, "shadowed"))
		return "shadowed";
	return is_true(object, "enabled") ? "enabled" : "-";
}

static void fill_row(
	struct vb_arena *arena, const json_t *object, const char *row[static COLUMNS + 1])
{
	row[0] = text_of(object, "name", "");
	row[1] = text_of(object, "version", "-");
	row[2] = text_of(object, "tier", "");
	row[3] = state_of(arena, object);
	row[4] = text_of(object, "error", NULL) ? NULL : text_of(object, "summary", NULL);
}

/* The last column that a row has is as wide as it is. */
static void show_row(const size_t *widths, const char *const *row, struct vb_buf *out)
{
	for (size_t i = 0; i <= COLUMNS && row[i]; i++) {
		bool is_last = i == COLUMNS || !row[i + 1];

		vb_printable_add(out, row[i], strlen(row[i]));
		if (!is_last)
			vb_buf_addf(
				out, "%*s", (int)(widths[i] - vb_printable_width(row[i]) + 2), "");
	}
	vb_buf_addch(out, '\n');
}

static void show(const struct list *list, struct vb_buf *out)
{
	struct vb_arena *arena = list->survey.arena;
	size_t widths[COLUMNS] = {0}, index;
	const json_t *object;

	json_array_foreach(list->plugins, index, object)
	{
		const char *row[COLUMNS + 1];

		fill_row(arena, object, row);
		for (size_t i = 0; i < COLUMNS; i++) {
			size_t width = vb_printable_width(row[i]);

			if (row[i + 1] && width > widths[i])
				widths[i] = width;
		}
	}
	json_array_foreach(list->plugins, index, object)
	{
		const char *row[COLUMNS + 1];

		fill_row(arena, object, row);
		show_row(widths, row, out);
	}
}

static int gather(struct list *list, struct vb_err *err)
{
	const char *user_dir = getauxval(AT_SECURE) ? NULL : list->survey.places.user_dir;
	int rc = add_tier(list, VB_TIER_SYSTEM, list->survey.places.plugindir, err);

	if (rc == 0 && user_dir)
		rc = add_tier(list, VB_TIER_USER, user_dir, err);
	return rc;
}

static int run(struct vb_create *command, struct vb_err *err)
{
	json_auto_t *plugins = vb_json_array();
	vb_auto_buf out = VB_BUF_INIT;
	struct list list = {.plugins = plugins};
	int rc = vb_survey_init(&list.survey, command, err);

	vb_path_set_init(&list.seen, command->cli->arena);
	if (rc == 0)
		rc = gather(&list, err);
	if (rc < 0)
		return rc;
	if (vb_command_is_json(command))
		return vb_command_print_json(command, json_incref(plugins), err);
	show(&list, &out);
	return vb_cli_print(command->cli, &out, err);
}

const struct vb_command vb_plugin_list_command = {
	.usage = "venvb plugin list [OPTION]...\n"
		 "Lists the plugins that are installed: name, version, tier, what a run makes of "
		 "it.",
	.switches = vb_switches_plugin_list,
	.operands = "nothing but options",
	.run = run,
};
