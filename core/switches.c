/* SPDX-License-Identifier: MIT */
/* The tables of switches, and the help made of them. */
#include "core/switches.h"

#include "core/buf.h"
#include "core/option.h"

#define TITLE(text)                                                                                \
	{                                                                                          \
		.does = VB_SWITCH_TITLE, .help = (text)                                            \
	}
#define FLAG(name, letter, id, help)                                                               \
	{                                                                                          \
		name, letter, VB_SWITCH_FLAG, id, NULL, NULL, help, NULL                           \
	}
/* An option of the core under another name. */
#define ALIAS(name, id, value, help)                                                               \
	{                                                                                          \
		name, 0, VB_SWITCH_OPTION, id, value, NULL, help, NULL                             \
	}
#define NOTHING(name, help)                                                                        \
	{                                                                                          \
		name, 0, VB_SWITCH_NOTHING, 0, "", NULL, help, NULL                                \
	}
#define END                                                                                        \
	{                                                                                          \
		.name = NULL                                                                       \
	}

/* What several commands have. */
#define HELP FLAG("help", 'h', VB_FLAG_HELP, "show this text")
#define PLUGIN                                                                                     \
	{                                                                                          \
		"plugin", 0, VB_SWITCH_PLUGIN, 0, NULL, "NAME[,KEY=VALUE]...",                     \
			"use this plugin, with these options (',,' is a comma); a path when it "   \
			"has a slash",                                                             \
			NULL                                                                       \
	}
#define NO_PLUGIN                                                                                  \
	{                                                                                          \
		"no-plugin", 0, VB_SWITCH_NO_PLUGIN, 0, NULL, "NAME", "leave out this plugin",     \
			NULL                                                                       \
	}
#define SET                                                                                        \
	{                                                                                          \
		"set", 0, VB_SWITCH_SET, 0, NULL, "NAME=VALUE",                                    \
			"set an option, or PLUGIN.KEY=VALUE one of a plugin; VALUE is taken "      \
			"whole",                                                                   \
			NULL                                                                       \
	}
#define CONFIG                                                                                     \
	VALUE("config", "FILE", "read this instead of your own configuration (/dev/null: nothing)")
#define TRUST_PLUGIN                                                                               \
	FLAG("trust-plugin", 0, VB_FLAG_TRUST_PLUGIN,                                              \
		"load a plugin named by its path though others may write to it")
#define QUIET                                                                                      \
	FLAG("quiet", 'q', VB_FLAG_QUIET, "say nothing but warnings; twice: nothing but errors")
#define VERBOSE FLAG("verbose", 'v', VB_FLAG_VERBOSE, "say what is done, and how long it took")
#define JSON FLAG("json", 0, VB_FLAG_JSON, "the result, or the error, as JSON")
#define VALUE(name, argument, help)                                                                \
	{                                                                                          \
		name, 0, VB_SWITCH_VALUE, 0, NULL, argument, help, NULL                            \
	}
#define TIME_LIMIT                                                                                 \
	VALUE("time-limit", "SECONDS",                                                             \
		"how long a plugin may take in each process that it is loaded in: 10 unless said")

const struct vb_switch vb_switches_venvb[] = {
	HELP,
	FLAG("version", 'V', VB_FLAG_VERSION, "show the version"),
	END,
};

/* Those that the options' table has no row for, or spells otherwise. */
static const struct vb_switch create_first[] = {
	TITLE("Options:"),
	HELP,
	{"python", 'p', VB_SWITCH_OPTION, VB_OPT_PYTHON, NULL, "WHAT",
		"the base interpreter: a version (3.12), a range (>=3.11), a name or a path; else "
		"the python3 first on PATH",
		NULL},
	VALUE("from", "ENV_DIR|RECEIPT",
		"as that environment was asked for: its interpreter to the exact version, its "
		"options and plugins, its packages to the hash"),
	FLAG("trust-receipt", 0, VB_FLAG_TRUST_RECEIPT,
		"with --from: believe what only the receipt says of plugins, and of options that "
		"are closed to a project's file"),
	PLUGIN,
	NO_PLUGIN,
	SET,
	CONFIG,
	TRUST_PLUGIN,
	QUIET,
	VERBOSE,
	JSON,
	END,
};

static const struct vb_switch create_last[] = {
	TITLE("As python -m venv spells them:"),
	ALIAS("symlinks", VB_OPT_COPIES, "no", "link to the interpreter: the default"),
	ALIAS("without-pip", VB_OPT_SEED, "no", "the same as --seed=no"),
	ALIAS("upgrade-deps", VB_OPT_SEED, "newest", "the same as --seed=newest"),
	ALIAS("without-scm-ignore-files", VB_OPT_SCM_IGNORE_FILES, "no",
		"the same as --no-scm-ignore-files"),
	TITLE("As users of virtualenv and uv type them:"),
	ALIAS("always-copy", VB_OPT_COPIES, "yes", "the same as --copies"),
	ALIAS("no-pip", VB_OPT_SEED, "no", "the same as --seed=no"),
	ALIAS("no-seed", VB_OPT_SEED, "no", "the same as --seed=no"),
	{"no-setuptools", 0, VB_SWITCH_COMMON, 0, "setuptools=no", NULL,
		"seed no setuptools: setuptools=no for each plugin that has this option", NULL},
	{"no-wheel", 0, VB_SWITCH_COMMON, 0, "wheel=no", NULL,
		"seed no wheel: wheel=no for each plugin that has this option", NULL},
	{"download", 0, VB_SWITCH_OPTION, VB_OPT_SEED, "newest", NULL,
		"seed the newest versions, if anything", "yes"},
	{"no-download", 0, VB_SWITCH_OPTION, VB_OPT_SEED, "yes", NULL,
		"seed what is at hand, if anything: the default", "newest"},
	ALIAS("no-vcs-ignore", VB_OPT_SCM_IGNORE_FILES, "no", "the same as --no-scm-ignore-files"),
	NOTHING("no-periodic-update", "nothing is ever updated in the background"),
	NOTHING("allow-existing", "a directory that is there is brought up to date anyway"),
	{"relocatable", 0, VB_SWITCH_REFUSED, 0,
		"an environment has its own path in its scripts and cannot be moved; create it "
		"where "
		"it will be used, which takes no longer than moving it",
		NULL, "refused: create the environment where it will be used", NULL},
	END,
};

const struct vb_switch vb_switches_pipeline[] = {
	TITLE("Options:"), HELP, PLUGIN, NO_PLUGIN, SET, CONFIG, TRUST_PLUGIN, QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_exec[] = {TITLE("Options:"), HELP, END};

const struct vb_switch vb_switches_explain[] = {TITLE("Options:"), HELP, JSON, END};

const struct vb_switch vb_switches_remove[] = {TITLE("Options:"), HELP,
	FLAG("force", 0, VB_FLAG_FORCE, "remove what venvb would rather leave alone"), QUIET, VERBOSE,
	JSON, END};

const struct vb_switch vb_switches_undo[] = {TITLE("Options:"), HELP,
	FLAG("force", 0, VB_FLAG_FORCE, "exchange what venvb would rather leave alone"), QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_inspect[] = {TITLE("Options:"), HELP,
	FLAG("previous", 0, VB_FLAG_PREVIOUS,
		"list what the environment that was kept beside it had and this one lacks, as "
		"requirements"),
	JSON, END};

const struct vb_switch vb_switches_lock[] = {TITLE("Options:"), HELP,
	{"output", 'o', VB_SWITCH_VALUE, 0, NULL, "FILE",
		"where to write it, whole or not at all; standard output unless said", NULL},
	VALUE("format", "pylock|requirements",
		"a pylock.toml (PEP 751), unless said, or requirements with hashes"),
	FLAG("strict", 0, VB_FLAG_STRICT,
		"fail when a package is not a wheel with a known hash"),
	FLAG("offline", 0, VB_FLAG_OFFLINE,
		"ask no index for what neither the receipt nor the cache tells"),
	FLAG("trust-environment", 0, VB_FLAG_TRUST_ENVIRONMENT,
		"start the interpreter that only the environment names, and its pip"),
	FLAG("seeded", 0, VB_FLAG_SEEDED,
		"also what plugins have seeded of their own accord, as they do with pip"),
	{"cache-dir", 0, VB_SWITCH_OPTION, VB_OPT_CACHE_DIR, NULL, "DIR",
		"the cache, instead of venvb in $XDG_CACHE_HOME or ~/.cache", NULL},
	QUIET, VERBOSE, END};

const struct vb_switch vb_switches_verify[] = {TITLE("Options:"), HELP,
	FLAG("strict", 0, VB_FLAG_STRICT,
		"fail also for what was added since, and for what could not be checked"),
	FLAG("trust-receipt", 0, VB_FLAG_TRUST_RECEIPT,
		"start the interpreter and load the plugins that only the receipt names"),
	TRUST_PLUGIN, QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_plugin[] = {TITLE("Options:"), HELP, END};

const struct vb_switch vb_switches_plugin_list[] = {
	TITLE("Options:"), HELP, CONFIG, TIME_LIMIT, QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_plugin_show[] = {
	TITLE("Options:"), HELP, PLUGIN, SET, CONFIG, TRUST_PLUGIN, TIME_LIMIT, QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_plugin_check[] = {
	TITLE("Options:"), HELP, CONFIG, TRUST_PLUGIN, TIME_LIMIT, QUIET, VERBOSE, JSON, END};

const struct vb_switch vb_switches_plugin_new[] = {TITLE("Options:"), HELP,
	VALUE("lang", "c|c++|rust|zig", "the language of the plugin: c unless said"), QUIET, END};

static const struct {
	const char *one, *other, *why;
} contradictions[] = {
	{"clear", "upgrade", "one makes a new environment, the other keeps what the old one has"},
	{"clear", "allow-existing", "one replaces what is there, the other keeps it"},
	{"keep", "upgrade", "an upgrade works on the environment that is there"},
	{"upgrade-deps", "without-pip", "there is nothing to upgrade without seeding"},
	{"upgrade-deps", "no-pip", "there is nothing to upgrade without seeding"},
	{"upgrade-deps", "no-seed", "there is nothing to upgrade without seeding"},
};

static size_t count_rows(const struct vb_switch *rows)
{
	size_t count = 0;

	while (rows[count].name || rows[count].help)
		count++;
	return count;
}

static bool is_among(const struct vb_switch *rows, const char *name)
{
	for (; rows->name || rows->help; rows++)
		if (rows->name && !strcmp(rows->name, name))
			return true;
	return false;
}

/* The switches of an option: --NAME and --no-NAME for one that is on or off, of which the help
 * shows the one that changes something; --NAME=VALUE for the others. */
static void add_option(struct vb_arena *arena, int id, struct vb_switch **row)
{
	const struct vb_option *option = &vb_options[id];
	bool is_bool = option->type == VB_TYPE_BOOL;
	bool is_on = is_bool && !strcmp(option->default_value, "yes");
	struct vb_switch plain = {
		.name = option->name,
		.does = VB_SWITCH_OPTION,
		.id = id,
		.value = is_bool || id == VB_OPT_SEED ? "yes" : NULL,
		.argument = is_bool ? "yes|no" : option->argument,
		.help = is_on ? NULL : option->help,
	};
	struct vb_switch negative = plain;

	*(*row)++ = plain;
	if (!is_bool)
		return;
	negative.name = vb_arena_printf(arena, "no-%s", option->name);
	negative.value = "no";
	negative.argument = NULL;
	negative.help = is_on ? vb_arena_printf(arena, "do not %s", option->help) : NULL;
	*(*row)++ = negative;
}

const struct vb_switch *vb_switches_create(struct vb_arena *arena)
{
	size_t first = count_rows(create_first), last = count_rows(create_last);
	struct vb_switch *rows =
		vb_arena_array(arena, first + last + VB_OPT_COUNT * 2 + 1, sizeof(*rows));
	struct vb_switch *row = rows;

	memcpy(row, create_first, first * sizeof(*row));
	row += first;
	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (!is_among(create_first, vb_options[id].name))
			add_option(arena, id, &row);
	memcpy(row, create_last, last * sizeof(*row));
	return rows;
}

int vb_switches_check(const struct vb_args *args, struct vb_err *err)
{
	for (size_t i = 0; i < VB_COUNT(contradictions); i++) {
		if (!vb_args_has(args, contradictions[i].one) ||
			!vb_args_has(args, contradictions[i].other))
			continue;
		return vb_err_set(err, VB_EUSAGE, "--%s and --%s contradict each other: %s",
			contradictions[i].one, contradictions[i].other, contradictions[i].why);
	}
	return 0;
}

enum { COLUMN = 30, WIDTH = 80 };

static void pad(struct vb_buf *out, size_t from)
{
	while (from++ < COLUMN)
		vb_buf_addch(out, ' ');
}

void vb_switches_help_row(struct vb_buf *out, const char *label, const char *text)
{
	size_t start = out->len, column;

	vb_buf_adds(out, label);
	column = out->len - start;
	if (column + 2 > COLUMN) {
		vb_buf_addch(out, '\n');
		column = 0;
	}
	pad(out, column);
	column = COLUMN;
	while (*text) {
		size_t word = strcspn(text, " ");

		if (column > COLUMN && column + 1 + word >= WIDTH) {
			vb_buf_addch(out, '\n');
			pad(out, 0);
			column = COLUMN;
		} else if (column > COLUMN) {
			vb_buf_addch(out, ' ');
			column++;
		}
		vb_buf_add(out, text, word);
		column += word;
		text += word + (text[word] == ' ');
	}
	vb_buf_addch(out, '\n');
}

static void add_row(const struct vb_switch *row, struct vb_buf *out)
{
	vb_auto_buf label = VB_BUF_INIT;
	bool is_optional = row->value && row->argument;

	if (row->letter)
		vb_buf_addf(&label, "  -%c, --%s", row->letter, row->name);
	else
		vb_buf_addf(&label, "      --%s", row->name);
	if (row->argument && !(is_optional && !strcmp(row->argument, "yes|no")))
		vb_buf_addf(&label, "%s=%s%s", is_optional ? "[" : "", row->argument,
			is_optional ? "]" : "");
	vb_switches_help_row(out, label.data, row->help);
}

void vb_switches_help(const struct vb_switch *switches, struct vb_buf *out)
{
	for (const struct vb_switch *row = switches; row->name || row->help; row++) {
		if (row->does == VB_SWITCH_TITLE)
			vb_buf_addf(out, "\n%s\n", row->help);
		else if (row->help)
			add_row(row, out);
	}
}
