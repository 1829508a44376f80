/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/buf.h"
#include "core/option.h"
#include "core/switches.h"

static struct vb_arena *arena;
static const struct vb_switch *switches;

static void start(void)
{
	arena = vb_arena_new();
	switches = vb_switches_create(arena);
}

static void stop(void)
{
	vb_arena_free(arena);
}

/* The words of LINE, apart at blanks; "''" is the empty word. */
static const char *const *split(const char *line)
{
	const char **words = vb_arena_array(arena, strlen(line) + 2, sizeof(*words));
	size_t count = 0;

	while (*line) {
		size_t len = strcspn(line, " ");

		if (len == 2 && !strncmp(line, "''", 2))
			words[count++] = "";
		else if (len)
			words[count++] = vb_arena_dup(arena, line, len);
		line += len + (line[len] == ' ');
	}
	return words;
}

/* "operands | flags | options that are not as by default | plugins", or the message. */
static const char *run(const char *line)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf out = VB_BUF_INIT;
	struct vb_request request = {0};
	struct vb_config config = {0};
	const struct vb_config_target target = {&config, &request};
	struct vb_args args;

	vb_option_defaults(&request, arena);
	if (vb_args_parse(arena, switches, split(line), &args, &err) < 0 ||
		vb_switches_check(&args, &err) < 0 ||
		vb_args_apply(&args, arena, &target, "/here", &err) < 0)
		return vb_arena_str(arena, err.msg);
	for (size_t i = 0; i < args.operand_count; i++)
		vb_buf_addf(&out, "%s ", args.operands[i]);
	vb_buf_adds(&out, "|");
	for (size_t i = 0; i < VB_FLAG_COUNT; i++)
		if (args.flags[i])
			vb_buf_addf(&out, " %c%u", "hVqvjt"[i], args.flags[i]);
	vb_buf_adds(&out, "|");
	for (int id = 0; id < VB_OPT_COUNT; id++)
		if (request.origin[id] == VB_LAYER_COMMAND_LINE)
			vb_buf_addf(&out, " %s=%s", vb_options[id].name,
				vb_option_text(&request, arena, id));
	vb_buf_adds(&out, "|");
	for (size_t i = 0; i < config.plugin_count; i++)
		vb_buf_addf(&out, " %s%s", config.plugins[i].enabled ? "" : "-",
			config.plugins[i].name ? config.plugins[i].name : config.plugins[i].file);
	for (size_t i = 0; i < config.common_count; i++)
		vb_buf_addf(&out, " *.%s=%s", config.common[i].key, config.common[i].values[0]);
	return vb_arena_dup(arena, out.data, out.len);
}

static const struct {
	const char *line, *result;
} lines[] = {
	{"", "|||"},
	{".venv", ".venv |||"},
	{"a b", "a b |||"},
	{"a --clear b", "a b || clear=yes|"},
	{"-- --clear -x", "--clear -x |||"},
	{"-", "- |||"},
	{"-p3.12", "|| python=3.12|"},
	{"-p 3.12 a", "a || python=3.12|"},
	{"--python=3.12", "|| python=3.12|"},
	{"--python 3.12", "|| python=3.12|"},
	{"-p==3.12.*", "|| python===3.12.*|"},
	{"-p ./x", "|| python=/here/x|"},
	{"-qvqp3", "| q2 v1| python=3|"},
	{"-vv --quiet --json --trust-plugin", "| q1 v2 j1 t1||"},
	{"-h --nonsense", "| h1||"},
	{"--system-site-packages --copies", "|| system-site-packages=yes copies=yes|"},
	{"--copies --symlinks", "|| copies=no|"},
	{"--copies=no --no-cache --no-check-image", "|| copies=no check-image=no cache=no|"},
	{"--without-scm-ignore-files --prompt x", "|| prompt=x scm-ignore-files=no|"},
	{"--prompt= --activators=", "|| prompt= activators=|"},
	{"--prompt ''", "|| prompt=|"},
	{"--upgrade --upgrade-deps --force --dry-run",
		"|| upgrade=yes seed=newest force=yes dry-run=yes|"},
	{"--link-mode copy --compile=never --cache-dir c",
		"|| link-mode=copy compile=never cache-dir=/here/c|"},
	{"--plugin a --plugin=./b.so --no-plugin a --set c.enable=yes", "||| -a /here/b.so c"},
	{"--set link-mode=copy", "|| link-mode=copy|"},
	/* The habits of users of virtualenv and uv. */
	{"--always-copy --no-vcs-ignore", "|| copies=yes scm-ignore-files=no|"},
	{"--no-pip", "|| seed=no|"},
	{"--no-seed", "|| seed=no|"},
	{"--no-seed --seed", "|| seed=yes|"},
	{"--seed=newest", "|| seed=newest|"},
	{"--download", "|| seed=newest|"},
	{"--download --no-download", "|| seed=yes|"},
	{"--no-seed --download", "|| seed=no|"},
	{"--no-seed --no-download", "|| seed=no|"},
	{"--no-download --no-seed", "|| seed=no|"},
	{"--no-setuptools --no-wheel --no-wheel", "||| *.setuptools=no *.wheel=no"},
	{"--no-periodic-update --allow-existing", "|||"},
	/* Mistakes. */
	{"--lnik-mode=copy", "there is no option --lnik-mode: did you mean --link-mode?"},
	{"--link", "there is no option --link: did you mean --link-mode?"},
	{"--foobarbaz", "there is no option --foobarbaz: --help shows all"},
	{"-x", "there is no option -x: --help shows all"},
	{"-qx", "there is no option -x (in -qx): --help shows all"},
	{"-p", "-p needs a value: WHAT"},
	{"--prompt --clear",
		"--prompt needs a value: TEXT (if it is '--clear', write --prompt=--clear)"},
	{"--symlinks=yes", "--symlinks takes no value"},
	{"--quiet=1", "--quiet takes no value"},
	{"--copies=maybe", "--copies: 'copies' is 'maybe': expected yes or no"},
	{"--link-mode=x",
		"--link-mode: 'link-mode' is 'x': expected auto, clone, hardlink or copy"},
	{"--plugin=", "--plugin: the name of a plugin is missing"},
	{"--set x", "--set: 'x' sets nothing: expected NAME=VALUE or PLUGIN.KEY=VALUE"},
	{"--set lnik-mode=x", "--set: there is no option 'lnik-mode': did you mean 'link-mode'?"},
	{"--clear --upgrade",
		"--clear and --upgrade contradict each other: one makes a new environment, the "
		"other keeps what the old one has"},
	{"--without-pip --upgrade-deps",
		"--upgrade-deps and --without-pip contradict each other: there is nothing to "
		"upgrade without seeding"},
	{"--relocatable", "--relocatable: an environment has its own path in its scripts and "
			  "cannot be moved; "
			  "create it where it will be used, which takes no longer than moving it"},
};

START_TEST(lines_mean_what_they_say)
{
	ck_assert_str_eq(run(lines[_i].line), lines[_i].result);
}
END_TEST

START_TEST(no_switch_is_there_twice)
{
	for (const struct vb_switch *row = switches; row->name || row->help; row++) {
		for (const struct vb_switch *other = row + 1; other->name || other->help; other++) {
			if (row->name && other->name)
				ck_assert_str_ne(row->name, other->name);
			ck_assert(!row->letter || row->letter != other->letter);
		}
	}
}
END_TEST

START_TEST(help_fits_a_terminal)
{
	vb_auto_buf help = VB_BUF_INIT;

	vb_switches_help(switches, &help);
	for (const char *line = help.data; *line; line += strcspn(line, "\n") + 1)
		ck_assert_msg(strcspn(line, "\n") < 80, "%s", line);
	ck_assert_ptr_nonnull(strstr(help.data, "  -p, --python=WHAT"));
	ck_assert_ptr_nonnull(strstr(help.data, "      --no-cache  "));
}
END_TEST

Suite *suite_args(void)
{
	Suite *suite = suite_create("args");
	TCase *tcase = tcase_create("args");

	tcase_add_checked_fixture(tcase, start, stop);
	tcase_add_loop_test(tcase, lines_mean_what_they_say, 0, VB_COUNT(lines));
	tcase_add_test(tcase, no_switch_is_there_twice);
	tcase_add_test(tcase, help_fits_a_terminal);
	suite_add_tcase(suite, tcase);
	return suite;
}
