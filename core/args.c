/* SPDX-License-Identifier: MIT */
/* Taking a command line apart, and putting what it says into a configuration. */
#include "core/args.h"

#include "core/nearest.h"
#include "core/option.h"

struct parser {
	struct vb_arena *arena;
	const struct vb_switch *switches;
	const char *const *at; /* the word that is looked at, or the next one */
	struct vb_setting *settings;
	const char **operands;
	struct vb_args args;
};

static bool is_end(const struct vb_switch *row)
{
	return !row->name && !row->help;
}

static const struct vb_switch *find(const struct vb_switch *row, const char *name, size_t len)
{
	for (; !is_end(row); row++)
		if (row->name && !strncmp(row->name, name, len) && !row->name[len])
			return row;
	return NULL;
}

static const struct vb_switch *find_letter(const struct vb_switch *row, char letter)
{
	for (; !is_end(row); row++)
		if (row->letter == letter)
			return row;
	return NULL;
}

static int complain_unknown(const struct parser *parser, const char *name, struct vb_err *err)
{
	const struct vb_switch *row = parser->switches;
	const char **known, *nearest;
	size_t count = 0;

	while (!is_end(&row[count]))
		count++;
	known = vb_arena_array(parser->arena, count + 1, sizeof(*known));
	for (count = 0; !is_end(row); row++)
		if (row->name)
			known[count++] = row->name;
	nearest = vb_nearest(name, known, count);
	if (nearest)
		return vb_err_set(err, VB_EUSAGE, "there is no option --%s: did you mean --%s?",
			name, nearest);
	return vb_err_set(err, VB_EUSAGE, "there is no option --%s: --help shows all", name);
}

static int take(struct parser *parser, const struct vb_switch *row, const char *spelling,
	const char *value, struct vb_err *err)
{
	struct vb_args *args = &parser->args;

	if (row->does == VB_SWITCH_REFUSED)
		return vb_err_set(err, VB_EUSAGE, "%s: %s", spelling, row->value);
	if (row->does == VB_SWITCH_FLAG)
		args->flags[row->id]++;
	else
		parser->settings[args->setting_count++] =
			(struct vb_setting){row, spelling, value ? value : row->value};
	return 0;
}

/* A value in the next word. One that looks like a switch is more likely a forgotten value. */
static int take_next(struct parser *parser, const struct vb_switch *row, const char *spelling,
	struct vb_err *err)
{
	const char *value = *parser->at;

	if (!value)
		return vb_err_set(err, VB_EUSAGE, "%s needs a value: %s", spelling, row->argument);
	if (*value == '-' && value[1])
		return vb_err_set(err, VB_EUSAGE,
			"%s needs a value: %s (if it is '%s', write --%s=%s)", spelling,
			row->argument, value, row->name, value);
	parser->at++;
	return take(parser, row, spelling, value, err);
}

static int parse_long(struct parser *parser, const char *word, struct vb_err *err)
{
	size_t len = strcspn(word + 2, "=");
	const char *name = vb_arena_dup(parser->arena, word + 2, len);
	const char *value = word[2 + len] ? word + 2 + len + 1 : NULL;
	const struct vb_switch *row = find(parser->switches, name, len);
	const char *spelling = vb_arena_printf(parser->arena, "--%s", name);

	if (!row)
		return complain_unknown(parser, name, err);
	if (value && !row->argument)
		return vb_err_set(err, VB_EUSAGE, "%s takes no value", spelling);
	if (!value && row->argument && !row->value)
		return take_next(parser, row, spelling, err);
	return take(parser, row, spelling, value, err);
}

static int parse_letters(struct parser *parser, const char *word, struct vb_err *err)
{
	int rc = 0;

	for (const char *at = word + 1; rc == 0 && *at; at++) {
		const struct vb_switch *row = find_letter(parser->switches, *at);
		const char *spelling = vb_arena_printf(parser->arena, "-%c", *at);

		if (!row)
			return vb_err_set(err, VB_EUSAGE,
				"there is no option %s%s: --help shows all", spelling,
				word[2] ? vb_arena_printf(parser->arena, " (in %s)", word) : "");
		if (!row->argument || row->value)
			rc = take(parser, row, spelling, NULL, err);
		else if (at[1])
			return take(parser, row, spelling, at + 1, err);
		else
			return take_next(parser, row, spelling, err);
	}
	return rc;
}

static void take_operands(struct parser *parser)
{
	while (*parser->at)
		parser->operands[parser->args.operand_count++] = *parser->at++;
}

static int parse_word(struct parser *parser, struct vb_err *err)
{
	const char *word = *parser->at++;

	if (*word != '-' || !word[1]) {
		parser->operands[parser->args.operand_count++] = word;
		return 0;
	}
	if (word[1] != '-')
		return parse_letters(parser, word, err);
	if (word[2])
		return parse_long(parser, word, err);
	take_operands(parser);
	return 0;
}

int vb_args_parse(struct vb_arena *arena, const struct vb_switch *switches, const char *const *argv,
	struct vb_args *ret_args, struct vb_err *err)
{
	struct parser parser = {.arena = arena, .switches = switches, .at = argv};
	size_t words = 0, letters = 0;
	int rc = 0;

	while (argv[words])
		letters += strlen(argv[words++]);
	parser.settings = vb_arena_array(arena, letters + 1, sizeof(*parser.settings));
	parser.operands = vb_arena_array(arena, words + 1, sizeof(*parser.operands));
	while (rc == 0 && *parser.at)
		rc = parse_word(&parser, err);
	if (rc < 0 && !parser.args.flags[VB_FLAG_HELP] && !parser.args.flags[VB_FLAG_VERSION])
		return rc;
	vb_err_done(err);
	parser.args.settings = parser.settings;
	parser.args.operands = parser.operands;
	*ret_args = parser.args;
	return 0;
}

bool vb_args_has(const struct vb_args *args, const char *name)
{
	for (size_t i = 0; i < args->setting_count; i++)
		if (!strcmp(args->settings[i].by->name, name))
			return true;
	return false;
}

static int set_option(const struct vb_setting *setting, struct vb_arena *arena,
	struct vb_request *request, const char *cwd, struct vb_err *err)
{
	const char *only_over = setting->by->only_over, *now;

	if (only_over) {
		now = vb_option_text(request, arena, setting->by->id);
		if (!now || strcmp(now, only_over))
			return 0;
	}
	return vb_config_set_option(request, arena, setting->by->id, setting->value, cwd, err);
}

static void set_common(
	const struct vb_setting *setting, struct vb_arena *arena, struct vb_config *config)
{
	const char *equals = strchr(setting->value, '=');

	vb_config_set_common(config, arena,
		vb_arena_dup(arena, setting->value, (size_t)(equals - setting->value)), equals + 1);
}

static int apply(const struct vb_setting *setting, struct vb_arena *arena,
	const struct vb_config_target *target, const char *cwd, struct vb_err *err)
{
	switch (setting->by->does) {
	case VB_SWITCH_OPTION:
		return set_option(setting, arena, target->request, cwd, err);
	case VB_SWITCH_PLUGIN:
		return vb_config_add_plugin(target->config, arena, setting->value, cwd, err);
	case VB_SWITCH_NO_PLUGIN:
		return vb_config_drop_plugin(target->config, arena, setting->value, cwd, err);
	case VB_SWITCH_SET:
		return vb_config_set(target, arena, setting->value, cwd, err);
	case VB_SWITCH_COMMON:
		set_common(setting, arena, target->config);
		return 0;
	default:
		return 0;
	}
}

int vb_args_apply(const struct vb_args *args, struct vb_arena *arena,
	const struct vb_config_target *target, const char *cwd, struct vb_err *err)
{
	for (size_t i = 0; i < args->setting_count; i++)
		if (apply(&args->settings[i], arena, target, cwd, err) < 0)
			return vb_err_wrap(err, "%s", args->settings[i].spelling);
	return 0;
}
