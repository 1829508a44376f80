/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/config.h"
#include "core/fsat.h"
#include "core/option.h"

#include <fcntl.h>

static struct vb_arena *arena;
static struct vb_request request;
static struct vb_config config;
static struct vb_buf warnings;
static char directory[] = "/tmp/ck_config.XXXXXX";

static void note(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)level;
	vb_buf_addf(&warnings, "%s\n", text);
}

static const struct vb_log sink = {.level = VB_WARNING, .line = note};

static void start(void)
{
	memcpy(directory, "/tmp/ck_config.XXXXXX", sizeof(directory));
	ck_assert_ptr_nonnull(mkdtemp(directory));
	arena = vb_arena_new();
	request = (struct vb_request){0};
	config = (struct vb_config){0};
	warnings = (struct vb_buf)VB_BUF_INIT;
}

static void stop(void)
{
	vb_auto_err err = VB_ERR_INIT;

	vb_fsat_remove_tree(AT_FDCWD, directory, &err);
	vb_arena_free(arena);
	vb_buf_done(&warnings);
}

/* A layer to be loaded: the text of a file, or variables. */
struct layers {
	const char *system, *user, *project;
	const char *const *environ;
	const char *default_plugins;
};

static const char *write_file(const char *name, const char *text)
{
	vb_auto_err err = VB_ERR_INIT;
	const char *path = vb_arena_printf(arena, "%s/%s.json", directory, name);

	if (text)
		ck_assert_int_eq(vb_fsat_create(AT_FDCWD, path, 0666, text, strlen(text), &err), 0);
	return path;
}

static int load(const struct layers *layers, struct vb_err *err)
{
	const struct vb_config_opts opts = {
		.system_file = write_file("system", layers->system),
		.user_file = write_file("user", layers->user),
		.project_file = write_file("project", layers->project),
		.environ = layers->environ,
		.default_plugins = layers->default_plugins,
		.cwd = "/here",
	};

	return vb_config_load(arena, &sink, &opts, &request, &config, err);
}

static void assert_loads(const struct layers *layers)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_msg(load(layers, &err) == 0, "%s", err.msg);
}

/* "DIRECTORY/" in front of the message is left out. */
static void assert_refuses(const struct layers *layers, const char *message)
{
	vb_auto_err err = VB_ERR_INIT;
	size_t len = strlen(directory);

	ck_assert_int_eq(load(layers, &err), -VB_EUSAGE);
	ck_assert_str_eq(err.msg + (strncmp(err.msg, directory, len) ? 0 : len + 1), message);
}

/* "name(layer key=value,…) -name" of all plugins. */
static const char *show(void)
{
	vb_auto_buf out = VB_BUF_INIT;

	for (size_t i = 0; i < config.plugin_count; i++) {
		const struct vb_plugin_config *plugin = &config.plugins[i];

		vb_buf_addf(&out, "%s%s%s(%s", i ? " " : "", plugin->enabled ? "" : "-",
			plugin->name ? plugin->name : plugin->file, vb_layer_name(plugin->layer));
		for (size_t k = 0; k < plugin->value_count; k++) {
			const struct vb_plugin_value *value = &plugin->values[k];

			vb_buf_addf(&out, " %s%s", value->key, value->is_list ? "=[" : "=");
			for (size_t v = 0; v < value->count; v++)
				vb_buf_addf(&out, "%s%s", v ? "|" : "", value->values[v]);
			vb_buf_adds(&out, value->is_list ? "]" : "");
		}
		vb_buf_addch(&out, ')');
	}
	return vb_arena_dup(arena, out.data, out.len);
}

START_TEST(nothing_said_is_the_defaults)
{
	assert_loads(&(struct layers){.default_plugins = "one,two"});
	ck_assert_str_eq(show(), "one(builtin) two(builtin)");
	ck_assert_ptr_null(request.python);
	ck_assert(request.cache);
}
END_TEST

START_TEST(later_layers_win)
{
	static const char *const environ[] = {"VENVB_LINK_MODE=clone", "HOME=/", NULL};

	assert_loads(&(struct layers){
		.system = "{\"python\": \"3.9\", \"link-mode\": \"copy\", \"compile\": \"never\"}",
		.user = "{\"python\": \"3.10\", \"cache\": false,\n \"cache-dir\": \"c\"}",
		.project = "{\"python\": \"3.11\", \"activators\": [\"bash\", \"fish\"]}",
		.environ = environ,
	});
	ck_assert_str_eq(request.python, "3.11");
	ck_assert_str_eq(request.activators, "bash,fish");
	ck_assert_int_eq(request.link_mode, VB_LINK_CLONE);
	ck_assert_int_eq(request.compile, VB_COMPILE_NEVER);
	ck_assert(!request.cache);
	ck_assert_str_eq(request.cache_dir, vb_arena_printf(arena, "%s/c", directory));
	ck_assert_int_eq(request.origin[VB_OPT_LINK_MODE], VB_LAYER_ENVIRONMENT);
	ck_assert_str_eq(request.source[VB_OPT_LINK_MODE], "VENVB_LINK_MODE");
	ck_assert_str_eq(request.source[VB_OPT_CACHE_DIR],
		vb_arena_printf(arena, "%s/user.json:2", directory));
	ck_assert_str_eq(warnings.data, "");
}
END_TEST

START_TEST(plugins_come_in_the_order_of_enabling)
{
	static const char *const environ[] = {"VENVB_LATE__ENABLE=yes", "VENVB_ONE__ENABLE=no",
		"VENVB_TWO__A_B=[\"x\", \"y\"]", "VENVB_TWO__K=[x", NULL};

	assert_loads(&(struct layers){
		.system = "{\"plugins\": {\"late\": {\"a\": 1}, \"two\": {\"enable\": true}}}",
		.user = "{\"plugins\": {\"three\": {\"enable\": true, \"l\": [\"a\", 2, true]}}}",
		.environ = environ,
		.default_plugins = "one",
	});
	ck_assert_str_eq(show(),
		"-one(environment) two(system a-b=[x|y] k=[x) three(user l=[a|2|yes]) "
		"late(environment a=1)");
}
END_TEST

static const struct {
	const char *text, *message;
} user_mistakes[] = {
	{"{\"lnik-mode\": \"copy\"}",
		"user.json:1: there is no option 'lnik-mode': did you mean 'link-mode'?"},
	{"{\n\n \"zzz\": 1}", "user.json:3: there is no option 'zzz'"},
	{"{\n \"link-mode\": \"hard\"}",
		"user.json:2: 'link-mode' is 'hard': expected auto, clone, hardlink or copy"},
	{"{\"python\": 3.10}",
		"user.json:1: 'python' is a number: expected text, in quotation marks"},
	{"{\"python\": true}", "user.json:1: 'python' is true: expected text, in quotation marks"},
	{"{\"python\": null}", "user.json:1: 'python' is null: expected text, in quotation marks"},
	{"{\"copies\": 1}", "user.json:1: 'copies' is a number: expected true or false"},
	{"{\"prompt\": [\"p\"]}",
		"user.json:1: 'prompt' is a list: expected text, in quotation marks"},
	{"{\"activators\": [{}]}",
		"user.json:1: 'activators' is a list: expected text or a list of texts"},
	{"{\"clear\": true}", "user.json:1: only the command line may set 'clear'"},
	{"[]", "user.json:1: expected an object, such as {\"python\": \"3.12\"}"},
	{"{\"python\": \"a\",\n\"python\": \"b\"}",
		"user.json:2: duplicate object key near '\"python\"'"},
	{"{\"plugins\": []}",
		"user.json:1: 'plugins' is a list: expected an object with a member for each "
		"plugin"},
	{"{\"plugins\": {\n\"a\": true}}",
		"user.json:2: 'a' is true: expected an object with its options"},
	{"{\"plugins\": {\n\"./a.so\": {}}}", "user.json:2: './a.so' cannot be the name of a "
					      "plugin: expected lower-case letters, "
					      "digits and '-'"},
	{"{\"plugins\": {\"a\": {\n\"k\": {}}}}",
		"user.json:2: plugin 'a': 'k' is an object: expected text, a whole number, true, "
		"false, or a list of such"},
	{"{\"plugins\": {\"a\": {\n\"enable\": \"so\"}}}",
		"user.json:2: plugin 'a': 'enable' is 'so': expected yes or no"},
	{"{\"plugins\": {\"a\": {\"enable\": []}}}",
		"user.json:1: plugin 'a': 'enable' is a list: expected yes or no"},
};

START_TEST(mistakes_name_file_line_and_what_was_expected)
{
	assert_refuses(&(struct layers){.user = user_mistakes[_i].text}, user_mistakes[_i].message);
}
END_TEST

static const struct {
	const char *text, *message;
} project_mistakes[] = {
	{"{\"link-mode\": \"copy\"}",
		"project.json:1: a project's file may not set 'link-mode': set it in your own "
		"configuration or on the command line"},
	{"{\"python\": \"./python\"}",
		"project.json:1: 'python' is './python': a project's file may only name a version, "
		"such as \"3.12\" or \">=3.11\""},
	{"{\"python\": \"evil\"}", "project.json:1: 'python' is 'evil': a project's file may only "
				   "name a version, such "
				   "as \"3.12\" or \">=3.11\""},
	{"{\"python\": \"\"}",
		"project.json:1: 'python' is '': a project's file may only name a version, such as "
		"\"3.12\" or \">=3.11\""},
	{"{\"plugins\": {\"one\": {\"enable\": false}}}",
		"project.json:1: plugin 'one': a project's file may not turn off plugin 'one', "
		"which your configuration enables"},
};

START_TEST(a_project_sets_only_what_is_open)
{
	assert_refuses(
		&(struct layers){.project = project_mistakes[_i].text, .default_plugins = "one"},
		project_mistakes[_i].message);
}
END_TEST

START_TEST(a_project_names_versions)
{
	static const char *const versions[] = {"3", "3.12.1", "3.13t", ">=3.11,<3.14", "~=3.9",
		"pypy3.9", "pypy@3.10", "cp312", "py312", "cpython3.12", "==3.12.*", "3.15.0rc1"};

	for (size_t i = 0; i < VB_COUNT(versions); i++) {
		config = (struct vb_config){0};
		assert_loads(&(struct layers){
			.project = vb_arena_printf(arena, "{\"python\": \"%s\"}", versions[i])});
		ck_assert_str_eq(request.python, versions[i]);
		ck_assert_int_eq(unlinkat(AT_FDCWD, write_file("project", NULL), 0), 0);
	}
}
END_TEST

START_TEST(a_project_does_not_take_over_what_is_enabled)
{
	assert_loads(&(struct layers){
		.project = "{\"plugins\": {\"one\": {\"enable\": true, \"k\": \"v\"}, "
			   "\"mine\": {\"enable\": true}}}",
		.default_plugins = "one",
	});
	ck_assert_str_eq(show(), "one(builtin k=v) mine(project)");
	ck_assert_int_eq(config.plugins[0].values[0].layer, VB_LAYER_PROJECT);
}
END_TEST

START_TEST(a_lock_keeps_what_the_system_says)
{
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_config_lock *lock;

	assert_loads(&(struct layers){
		.system = "{\"lock\": [\"copies\", \"link-mode\",\n\"one.key\"], "
			  "\"link-mode\": \"copy\"}",
		.user = "{\"link-mode\": \"copy\", \"plugins\": {\"one\": {\"key\": 1}}}",
	});
	ck_assert_str_eq(vb_option_text(&request, arena, VB_OPT_LINK_MODE), "copy");
	lock = vb_config_find_lock(&config, "one", "key");
	ck_assert_ptr_nonnull(lock);
	ck_assert_uint_eq(lock->said_count, 1);
	ck_assert_str_eq(lock->said[0].values[0], "1");
	ck_assert_ptr_null(vb_config_find_lock(&config, "one", "enable"));
	ck_assert_int_eq(
		vb_option_set(&request, arena, VB_OPT_COPIES, "no", VB_LAYER_PLUGIN, "acme", &err),
		0);
	ck_assert_int_eq(
		vb_option_set(&request, arena, VB_OPT_COPIES, "yes", VB_LAYER_PLUGIN, "acme", &err),
		-VB_EDENIED);
	ck_assert_int_eq(request.copies, false);
}
END_TEST

START_TEST(a_project_s_link_is_not_followed)
{
	vb_auto_err err = VB_ERR_INIT;

	ck_assert_int_eq(symlink("/etc/passwd", write_file("project", NULL)), 0);
	ck_assert_int_eq(load(&(struct layers){0}, &err), -VB_EUSAGE);
}
END_TEST

START_TEST(variables_are_checked_and_unknown_ones_warned_of)
{
	static const char *const environ[] = {"VENVB_LINKMODE=x",
		"VENVB_ZZZZZZ=", "VENVB_PYTHON=", "VENVB_ACTIVATORS=", "VENVB_python=x", "VENVB_=x",
		"VENVB___X=1", "VENVB_SEEDPIP__PIP=", NULL};
	static const char *const wrong[] = {"VENVB_COPIES=maybe", NULL};
	static const char *const closed[] = {"VENVB_CLEAR=yes", NULL};

	assert_loads(&(struct layers){.environ = environ});
	ck_assert_str_eq(warnings.data,
		"nothing is known of the variable VENVB_\n"
		"nothing is known of the variable VENVB_LINKMODE: did you mean VENVB_LINK_MODE?\n"
		"nothing is known of the variable VENVB_ZZZZZZ\n"
		"nothing is known of the variable VENVB___X\n"
		"nothing is known of the variable VENVB_python\n");
	ck_assert_ptr_null(request.python);
	ck_assert_str_eq(request.activators, "");
	ck_assert_str_eq(show(), "");
	assert_refuses(&(struct layers){.environ = wrong},
		"VENVB_COPIES: 'copies' is 'maybe': expected yes or no");
	assert_refuses(&(struct layers){.environ = closed},
		"VENVB_CLEAR: only the command line may set 'clear'");
}
END_TEST

static int add(const char *text)
{
	vb_auto_err err = VB_ERR_INIT;

	return vb_config_add_plugin(&config, arena, text, "/here", &err);
}

static int set(const char *text)
{
	const struct vb_config_target target = {&config, &request};
	vb_auto_err err = VB_ERR_INIT;

	return vb_config_set(&target, arena, text, "/here", &err);
}

START_TEST(the_command_line_adds)
{
	vb_auto_err err = VB_ERR_INIT;

	assert_loads(&(struct layers){
		.user = "{\"plugins\": {\"two\": {\"k\": \"user\"}}}", .default_plugins = "one"});
	ck_assert_int_eq(add("two,k=a,,b=c,l=1"), 0);
	ck_assert_int_eq(add("two,l=2,m="), 0);
	ck_assert_int_eq(add("./x/acme.so,k=v"), 0);
	ck_assert_int_eq(vb_config_drop_plugin(&config, arena, "one", "/here", &err), 0);
	ck_assert_int_eq(set("three.k=a,b=c"), 0);
	ck_assert_int_eq(set("three.enable=yes"), 0);
	ck_assert_int_eq(set("link-mode=copy"), 0);
	ck_assert_int_eq(set("cache-dir=c"), 0);
	ck_assert_int_eq(set("python=./p"), 0);
	ck_assert_str_eq(show(), "-one(command-line) two(command-line k=a,b=c l=[1|2] m=) "
				 "/here/x/acme.so(command-line k=v) three(command-line k=a,b=c)");
	ck_assert_str_eq(request.cache_dir, "/here/c");
	ck_assert_str_eq(request.python, "/here/p");
}
END_TEST

START_TEST(the_command_line_is_checked)
{
	static const char *const plugins[] = {"", ",k=v", "A", "a,k", "a,", "a,K=v", "a,enable=x"};
	static const char *const settings[] = {"", "python", "pyhton=3", ".k=v", "a.K=v", "a.=v"};

	for (size_t i = 0; i < VB_COUNT(plugins); i++)
		ck_assert_int_eq(add(plugins[i]), -VB_EUSAGE);
	for (size_t i = 0; i < VB_COUNT(settings); i++)
		ck_assert_int_eq(set(settings[i]), -VB_EUSAGE);
}
END_TEST

Suite *suite_config(void)
{
	Suite *suite = suite_create("config");
	TCase *tcase = tcase_create("config");

	tcase_add_checked_fixture(tcase, start, stop);
	tcase_add_test(tcase, nothing_said_is_the_defaults);
	tcase_add_test(tcase, later_layers_win);
	tcase_add_test(tcase, plugins_come_in_the_order_of_enabling);
	tcase_add_loop_test(
		tcase, mistakes_name_file_line_and_what_was_expected, 0, VB_COUNT(user_mistakes));
	tcase_add_loop_test(tcase, a_project_sets_only_what_is_open, 0, VB_COUNT(project_mistakes));
	tcase_add_test(tcase, a_project_names_versions);
	tcase_add_test(tcase, a_project_does_not_take_over_what_is_enabled);
	tcase_add_test(tcase, a_lock_keeps_what_the_system_says);
	tcase_add_test(tcase, a_project_s_link_is_not_followed);
	tcase_add_test(tcase, variables_are_checked_and_unknown_ones_warned_of);
	tcase_add_test(tcase, the_command_line_adds);
	tcase_add_test(tcase, the_command_line_is_checked);
	suite_add_tcase(suite, tcase);
	return suite;
}
