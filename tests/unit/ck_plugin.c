/* SPDX-License-Identifier: MIT */
/* From a configuration to loaded plugins with their options. */
#include "tests/unit/host_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

/* --- options -------------------------------------------------------------------------------- */

static const struct venvb_option declared[] = {
	{"text", "", NULL, "default", NULL, VENVB_STRING, VENVB_OPTION_PROJECT},
	{"flag", "", NULL, NULL, NULL, VENVB_BOOL, 0},
	{"number", "", NULL, NULL, NULL, VENVB_NUMBER, 0},
	{"choice", "", NULL, NULL, "auto|never", VENVB_CHOICE, 0},
	{"path", "", NULL, NULL, NULL, VENVB_PATH, VENVB_OPTION_PROJECT},
	{"list", "", NULL, NULL, NULL, VENVB_LIST, 0},
	{"url", "", NULL, NULL, NULL, VENVB_URL, VENVB_OPTION_PROJECT},
	{"secret", "", NULL, NULL, NULL, VENVB_NUMBER, VENVB_OPTION_SECRET},
};

static void add_declaring(void)
{
	const struct venvb_plugin plugin = {
		VENVB_PLUGIN_HEAD(0),
		.name = "acme",
		.version = "1",
		.options = VENVB_ARRAY(declared),
	};

	fixture_add(&plugin, VB_TIER_USER);
}

/* The value that the plugin gets, or NULL. */
static const char *value_of(const char *name)
{
	const struct vb_host_plugin *plugin = fixture_run.host->plugins[0];

	for (size_t i = 0; i < plugin->descriptor.option_count; i++)
		if (!strcmp(plugin->options[i].declared.name, name))
			return plugin->options[i].count ? plugin->options[i].values[0] : NULL;
	ck_abort_msg("no option %s", name);
}

static const struct {
	const char *key, *value, *got; /* got: NULL when it is refused */
	const char *complaint;
} said[] = {
	{"text", "", "", NULL},
	{"text", "a,b = c", "a,b = c", NULL},
	{"flag", "true", "yes", NULL},
	{"flag", "0", "no", NULL},
	{"flag", "maybe", NULL, "the option 'flag' is 'maybe': expected yes or no"},
	{"number", "-12", "-12", NULL},
	{"number", "12x", NULL,
		"the option 'number' is '12x': expected a whole number of 64 bits at most"},
	{"number", " 1", NULL, "expected a whole number of 64 bits at most"},
	{"number", "", NULL, "expected a whole number of 64 bits at most"},
	{"number", "99999999999999999999", NULL, "expected a whole number of 64 bits at most"},
	{"choice", "never", "never", NULL},
	{"choice", "nev", NULL, "is 'nev': expected one of auto, never"},
	{"choice", "auto|never", NULL, "expected one of"},
	{"path", "wheels/x", "/base/wheels/x", NULL},
	{"path", "./x/", "/base/x", NULL},
	{"path", "/x", "/x", NULL},
	{"path", "", NULL, "expected a path"},
	{"list", "one", "one", NULL},
	{"url", "https://example.org/simple", "https://example.org/simple", NULL},
	{"url", "example.org", NULL, "expected a URL"},
	{"url", "://x", NULL, "expected a URL"},
	{"url", "://me:secret@x/y", NULL, "is '://***@x/y': expected a URL"},
	{"url", " me:secret@x/y", NULL, "is '***@x/y': expected a URL"},
	{"number", "https://me:a@b@x", NULL,
		"is 'https://***@x': expected a whole number of 64 bits at most"},
	{"secret", "hunter2", NULL,
		"the option 'secret' is '***': expected a whole number of 64 bits at most"},
	{"numbre", "1", NULL, "there is no option 'numbre'; did you mean 'number'?"},
	{"zzzzzzzz", "1", NULL, "there is no option 'zzzzzzzz'"},
};

START_TEST(checks_what_is_said_by_what_is_declared)
{
	add_declaring();
	fixture_say("acme", said[_i].key, said[_i].value, VB_LAYER_USER);
	if (said[_i].got) {
		fixture_finish("");
		ck_assert_str_eq(value_of(said[_i].key), said[_i].got);
	} else {
		fixture_finish("file:7: plugin 'acme': ");
		fixture_finish(said[_i].complaint);
	}
}
END_TEST

START_TEST(lets_the_higher_layer_win)
{
	add_declaring();
	fixture_say("acme", "text", "user", VB_LAYER_USER);
	fixture_say("acme", "text", "line", VB_LAYER_COMMAND_LINE);
	fixture_say("acme", "text", "system", VB_LAYER_SYSTEM);
	fixture_say("acme", "number", "1", VB_LAYER_USER);
	fixture_say("acme", "number", "2", VB_LAYER_USER);
	fixture_say("other", "whatever", "it is not enabled", VB_LAYER_USER);
	fixture_finish("");
	ck_assert_str_eq(value_of("text"), "line");
	ck_assert_str_eq(value_of("number"), "2");
	ck_assert_ptr_null(value_of("flag"));
}
END_TEST

START_TEST(closes_options_to_projects)
{
	static const char *const closed[] = {"flag", "path", "url"};

	add_declaring();
	fixture_say("acme", "text", "project", VB_LAYER_PROJECT);
	fixture_finish("");
	ck_assert_str_eq(value_of("text"), "project");
	fixture_say("acme", closed[_i], "/x", VB_LAYER_PROJECT);
	fixture_finish("a project's file may not set the option");
}
END_TEST

START_TEST(gives_common_values_to_those_who_know_them)
{
	const char *values[] = {"5"};
	const struct vb_plugin_value common[] = {
		{.key = "number", .values = values, .count = 1, .layer = VB_LAYER_COMMAND_LINE},
		{.key = "unheard-of", .values = values, .count = 1, .layer = VB_LAYER_COMMAND_LINE},
	};

	add_declaring();
	fixture_config.common = common;
	fixture_config.common_count = 2;
	fixture_finish("");
	ck_assert_str_eq(value_of("number"), "5");
}
END_TEST

START_TEST(shows_options_but_no_secrets)
{
	struct vb_plugin_option option;
	const struct vb_plugin *plugin;

	add_declaring();
	fixture_say("acme", "secret", "12345", VB_LAYER_USER);
	fixture_finish("");
	plugin = vb_host_plugin(fixture_run.host, 0);
	ck_assert(vb_host_option(fixture_run.host, plugin, 0, fixture_arena, &option));
	ck_assert_str_eq(option.value, "default");
	ck_assert_int_eq(option.layer, VB_LAYER_BUILTIN);
	ck_assert(vb_host_option(fixture_run.host, plugin, 1, fixture_arena, &option));
	ck_assert_ptr_null(option.value);
	ck_assert(vb_host_option(fixture_run.host, plugin, 7, fixture_arena, &option));
	ck_assert_str_eq(option.value, "***");
	ck_assert(!vb_host_option(fixture_run.host, plugin, 8, fixture_arena, &option));
}
END_TEST

static const char *const urls[][2] = {
	{"https://me:s3cret@example.org/a@b", "https://***@example.org/a@b"},
	{"https://token@example.org", "https://***@example.org"},
	{"https://example.org/a@b", "https://example.org/a@b"},
	{"https://example.org?q=@", "https://example.org?q=@"},
	{"https://a:b@c https://d:e@f", "https://***@c https://***@f"},
};

START_TEST(shows_urls_without_user_and_password)
{
	struct vb_plugin_option option;

	add_declaring();
	fixture_say("acme", "url", urls[_i][0], VB_LAYER_USER);
	fixture_say("acme", "list", urls[_i][0], VB_LAYER_USER);
	fixture_finish("");
	ck_assert_str_eq(value_of("url"), urls[_i][0]);
	for (size_t i = 5; i < 7; i++) {
		ck_assert(vb_host_option(fixture_run.host, vb_host_plugin(fixture_run.host, 0), i,
			fixture_arena, &option));
		ck_assert_str_eq(option.value, urls[_i][1]);
	}
}
END_TEST

START_TEST(blames_the_plugin_for_a_bad_default)
{
	static const struct venvb_option bad[] = {
		{"number", "", NULL, "many", NULL, VENVB_NUMBER, 0}};
	const struct venvb_plugin plugin = {
		VENVB_PLUGIN_HEAD(0), .name = "acme", .version = "1", .options = VENVB_ARRAY(bad)};
	vb_auto_err err = VB_ERR_INIT;

	fixture_add(&plugin, VB_TIER_USER);
	ck_assert_int_eq(vb_host_finish(fixture_run.host, &fixture_config, &err), -VB_EPLUGIN);
	ck_assert_str_eq(err.msg, "plugin 'acme': the option 'number' is 'many': expected a whole "
				  "number of 64 bits at most");
}
END_TEST

/* --- loading -------------------------------------------------------------------------------- */

static char root[] = "/tmp/venvb-plugins-XXXXXX";
static const char *installed; /* plugins of the build tree */
static struct vb_host_opts opts;
static struct vb_plugin_config entries[4];
static struct vb_config config;
static struct vb_host *host;

static void setup_loading(void)
{
	char *top = realpath(getenv("top_builddir") ? getenv("top_builddir") : ".", NULL);

	ck_assert_ptr_nonnull(top);
	fixture_setup();
	umask(022);
	memcpy(root + sizeof(root) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(root));
	installed = vb_arena_printf(fixture_arena, "%s/tests/plugins", top);
	free(top);
	opts = (struct vb_host_opts){.plugindir = installed, .user_dir = root};
	memset(entries, 0, sizeof(entries));
	config = (struct vb_config){.plugins = entries};
}

static void teardown_loading(void)
{
	char *command = vb_arena_printf(fixture_arena, "rm -rf '%s'", root);

	ck_assert_int_eq(system(command), 0);
	fixture_teardown();
}

static const char *in_root(const char *name)
{
	return vb_arena_printf(fixture_arena, "%s/%s", root, name);
}

/* A copy of the plugin FROM, cut to LEN bytes, 0 for all of them. */
static void copy_plugin(const char *from, const char *name, size_t len)
{
	char *source = vb_arena_printf(fixture_arena, "%s/%s.so", installed, from);
	int in = open(source, O_RDONLY), out = open(in_root(name), O_WRONLY | O_CREAT, 0644);
	char bytes[4096];
	ssize_t got;

	ck_assert_msg(in >= 0, "%s is not there: run make check", source);
	ck_assert_int_ge(out, 0);
	while ((got = read(in, bytes, sizeof(bytes))) > 0)
		ck_assert_int_eq(write(out, bytes, (size_t)got), got);
	if (len)
		ck_assert_int_eq(ftruncate(out, (off_t)len), 0);
	close(in);
	close(out);
}

static void enable(const char *name, enum vb_layer layer)
{
	entries[config.plugin_count++] = (struct vb_plugin_config){
		.name = *name == '/' ? NULL : name,
		.file = *name == '/' ? name : NULL,
		.enabled = true,
		.layer = layer,
		.source = "file:7",
	};
}

static void load(void)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_host_new(fixture_arena, fixture_run.log, &config, &opts, &host, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
	fixture_run.host = host;
}

static void assert_not_loaded(int code, const char *expected)
{
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_host_new(fixture_arena, fixture_run.log, &config, &opts, &host, &err);

	ck_assert_int_lt(rc, 0);
	ck_assert_msg(strstr(err.msg, expected), "%s", err.msg);
	ck_assert_int_eq(rc, -code);
}

START_TEST(loads_by_name_and_calls)
{
	const struct vb_plugin *plugin;

	enable("good", VB_LAYER_USER);
	load();
	ck_assert_uint_eq(vb_host_count(host), 1);
	plugin = vb_host_plugin(host, 0);
	ck_assert_str_eq(plugin->actor.name, "good");
	ck_assert_int_eq(plugin->actor.tier, VB_TIER_SYSTEM);
	ck_assert_str_eq(plugin->version, "1.2.3");
	ck_assert_int_eq(plugin->path[0], '/');
	fixture_call("dirs", "after");
	ck_assert_str_eq(vb_plan_find(fixture_run.plan, "etc/good")->data, "good");
}
END_TEST

START_TEST(loads_by_path_also_just_built_under_tmp)
{
	copy_plugin("good", "good.so", 0);
	ck_assert_int_eq(chmod(root, 01777), 0);
	enable(in_root("good.so"), VB_LAYER_COMMAND_LINE);
	load();
	ck_assert_int_eq(vb_host_plugin(host, 0)->actor.tier, VB_TIER_FILE);
}
END_TEST

START_TEST(loads_from_the_users_directory)
{
	copy_plugin("good", "good.so", 0);
	opts.plugindir = "/nowhere";
	enable("good", VB_LAYER_USER);
	load();
	ck_assert_int_eq(vb_host_plugin(host, 0)->actor.tier, VB_TIER_USER);
	ck_assert_str_eq(vb_host_plugin(host, 0)->path, in_root("good.so"));
}
END_TEST

START_TEST(a_lower_tier_shadows_nothing)
{
	copy_plugin("deny", "wrong-magic.so", 0);
	enable("wrong-magic", VB_LAYER_USER);
	assert_not_loaded(VB_EPLUGIN, "begins with 0x21212121");
}
END_TEST

START_TEST(the_same_file_twice_is_one_plugin)
{
	const char *text[] = {"by path"};
	const struct vb_plugin_value value = {.key = "text",
		.values = text,
		.count = 1,
		.layer = VB_LAYER_COMMAND_LINE,
		.source = "command line"};

	enable(vb_arena_printf(fixture_arena, "%s/good.so", installed), VB_LAYER_COMMAND_LINE);
	entries[0].values = &value;
	entries[0].value_count = 1;
	enable("good", VB_LAYER_USER);
	load();
	ck_assert_uint_eq(vb_host_count(host), 1);
	ck_assert_int_eq(vb_host_plugin(host, 0)->actor.tier, VB_TIER_SYSTEM);
	fixture_call("dirs", "after");
	ck_assert_str_eq(vb_plan_find(fixture_run.plan, "etc/good")->data, "by path");
}
END_TEST

START_TEST(two_files_of_one_name_are_an_error)
{
	copy_plugin("good", "good.so", 0);
	enable("good", VB_LAYER_USER);
	enable(in_root("good.so"), VB_LAYER_COMMAND_LINE);
	assert_not_loaded(VB_EUSAGE, "two plugins are called 'good'");
}
END_TEST

START_TEST(loads_what_a_later_minor_made_longer)
{
	enable("longer", VB_LAYER_USER);
	load();
	fixture_call("dirs", "after");
	ck_assert_ptr_nonnull(vb_plan_find(fixture_run.plan, "etc/longer"));
}
END_TEST

START_TEST(loads_what_an_earlier_minor_made_shorter)
{
	enable("older", VB_LAYER_USER);
	load();
	fixture_call("dirs", "after");
	ck_assert_ptr_nonnull(vb_plan_find(fixture_run.plan, "etc/older"));
}
END_TEST

START_TEST(lets_a_project_enable_what_is_open_to_it)
{
	enable("good", VB_LAYER_PROJECT);
	load();
	enable("deny", VB_LAYER_PROJECT);
	assert_not_loaded(VB_EUSAGE, "file:7: a project's file may not enable the plugin 'deny'");
}
END_TEST

static const struct {
	const char *name;
	int code;
	const char *expected;
} refused[] = {
	{"missing", VB_EUSAGE, "file:7: plugin 'missing': it is not installed: there is no"},
	{"Good", VB_EUSAGE, "'Good' is not the name of a plugin"},
	{"", VB_EUSAGE, "'' is not the name of a plugin"},
	{"../good", VB_EUSAGE, "is not the name of a plugin"},
	{"/nowhere/good.so", VB_EUSAGE, "there is no '/nowhere/good.so'"},
	{"/etc/passwd", VB_EUSAGE, "expected a file NAME.so"},
	{"wrong-magic", VB_EPLUGIN, "plugin 'wrong-magic': "},
	{"newer", VB_EPLUGIN, "of the plugin contract, and this venvb has"},
	{"no-symbol", VB_EPLUGIN, "does not export 'venvb_plugin'"},
	{"function", VB_EPLUGIN, "is no plugin of venvb"},
};

START_TEST(says_why_it_does_not_load)
{
	enable(refused[_i].name, VB_LAYER_USER);
	assert_not_loaded(refused[_i].code, refused[_i].expected);
}
END_TEST

START_TEST(refuses_a_truncated_object)
{
	copy_plugin("good", "good.so", 3000);
	enable(in_root("good.so"), VB_LAYER_COMMAND_LINE);
	assert_not_loaded(VB_EPLUGIN, "is not whole");
}
END_TEST

START_TEST(refuses_an_object_of_another_name)
{
	copy_plugin("good", "better.so", 0);
	enable(in_root("better.so"), VB_LAYER_COMMAND_LINE);
	assert_not_loaded(VB_EPLUGIN, "calls itself 'good': the file must be called 'good.so'");
}
END_TEST

START_TEST(names_the_option_that_accepts_an_untrusted_file)
{
	copy_plugin("good", "good.so", 0);
	ck_assert_int_eq(chmod(root, 0777), 0);
	enable(in_root("good.so"), VB_LAYER_COMMAND_LINE);
	assert_not_loaded(VB_EFAIL, "(--trust-plugin accepts it as it is)");
	opts.trust_files = true;
	load();
}
END_TEST

START_TEST(names_both_compiled_ones_that_replace_a_stage)
{
	enable("replace-one", VB_LAYER_USER);
	enable("replace-two", VB_LAYER_USER);
	assert_not_loaded(
		VB_EUSAGE, "the plugins 'replace-one' and 'replace-two' both replace 'scripts'");
}
END_TEST

/* --- policies ------------------------------------------------------------------------------- */

static void setup_policies(void)
{
	setup_loading();
	opts.policy_dir = in_root("policy.d");
	ck_assert_int_eq(mkdir(opts.policy_dir, 0755), 0);
}

static void write_policy(const char *name, const char *text)
{
	FILE *file = fopen(vb_arena_printf(fixture_arena, "%s/%s", opts.policy_dir, name), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_policy_is_always_on)
{
	write_policy("b.json", "{\"plugin\": \"good\", \"options\": {\"text\": \"law\"}}");
	write_policy("a.json", "{\"plugin\": \"deny\"}");
	write_policy("notes", "no policy");
	load();
	ck_assert_uint_eq(vb_host_count(host), 2);
	ck_assert_str_eq(vb_host_plugin(host, 0)->actor.name, "deny");
	ck_assert_str_eq(vb_host_plugin(host, 1)->actor.name, "good");
	ck_assert_int_eq(vb_host_plugin(host, 0)->actor.tier, VB_TIER_POLICY);
	fixture_call("dirs", "after");
	ck_assert_str_eq(vb_plan_find(fixture_run.plan, "etc/good")->data, "law");
	ck_assert_int_eq(vb_plan_find(fixture_run.plan, "etc/good")->who.tier, VB_TIER_POLICY);
}
END_TEST

START_TEST(a_policy_enabled_elsewhere_is_still_one)
{
	write_policy("a.json", "{\"plugin\": \"good\"}");
	enable("good", VB_LAYER_USER);
	enable(vb_arena_printf(fixture_arena, "%s/good.so", installed), VB_LAYER_COMMAND_LINE);
	load();
	ck_assert_uint_eq(vb_host_count(host), 1);
	ck_assert_int_eq(vb_host_plugin(host, 0)->actor.tier, VB_TIER_POLICY);
}
END_TEST

static const struct {
	const char *text, *expected;
	int code;
} broken[] = {
	{"garbage", "policy: ", VB_EUSAGE},
	{"", "policy: ", VB_EUSAGE},
	{"[]", "expected an object that names a plugin", VB_EUSAGE},
	{"{\"plugin\": 1}", "expected an object that names a plugin", VB_EUSAGE},
	{"{\"plugin\": \"./x\"}", "cannot be the name of a plugin", VB_EUSAGE},
	{"{\"plugin\": \"good\", \"option\": {}}", "there is no 'option' in a policy", VB_EUSAGE},
	{"{\"plugin\": \"good\", \"options\": 1}", "'options' is no object", VB_EUSAGE},
	{"{\"plugin\": \"good\", \"options\": {\"enable\": false}}", "leave 'enable' out",
		VB_EUSAGE},
	{"{\"plugin\": \"good\",\n\"options\": {\"txet\": \"\"}}",
		"a.json:2: plugin 'good': there is no option 'txet'", VB_EUSAGE},
	{"{\"plugin\": \"missing\"}", "plugin 'missing': it is not installed", VB_EUSAGE},
	{"{\"plugin\": \"no-symbol\"}", "does not export", VB_EPLUGIN},
};

START_TEST(a_broken_policy_stops_the_run)
{
	write_policy("a.json", broken[_i].text);
	assert_not_loaded(broken[_i].code, broken[_i].expected);
	assert_not_loaded(broken[_i].code, "a.json");
}
END_TEST

START_TEST(who_only_looks_passes_over_a_broken_policy)
{
	write_policy("a.json", "garbage");
	write_policy("b.json", "{\"plugin\": \"good\"}");
	opts.passes_over_policies = true;
	load();
	ck_assert_uint_eq(vb_host_count(host), 1);
	ck_assert_ptr_nonnull(strstr(fixture_log.data, "no environment is made until"));
}
END_TEST

START_TEST(a_policy_that_others_can_write_stops_the_run)
{
	write_policy("a.json", "{\"plugin\": \"good\"}");
	ck_assert_int_eq(chmod(in_root("policy.d/a.json"), 0666), 0);
	assert_not_loaded(VB_EFAIL, "can be written by everyone");
	ck_assert_int_eq(unlink(in_root("policy.d/a.json")), 0);
	ck_assert_int_eq(chmod(opts.policy_dir, 0777), 0);
	assert_not_loaded(VB_EFAIL, "can be written by everyone");
}
END_TEST

START_TEST(only_its_file_says_what_a_policy_does)
{
	const char *text[] = {"mine"};
	const struct vb_plugin_value value = {
		.key = "text", .values = text, .count = 1, .source = "VENVB_GOOD__TEXT"};

	write_policy("a.json", "{\"plugin\": \"good\"}");
	enable("good", VB_LAYER_COMMAND_LINE);
	entries[0].enabled = false;
	assert_not_loaded(VB_EUSAGE, "file:7: the plugin 'good' is a policy: only '");
	assert_not_loaded(VB_EUSAGE, "/policy.d/a.json' may turn it off");
	entries[0].layer = VB_LAYER_BUILTIN;
	entries[0].values = &value;
	entries[0].value_count = 1;
	assert_not_loaded(VB_EUSAGE, "VENVB_GOOD__TEXT: the plugin 'good' is a policy: only '");
}
END_TEST

START_TEST(without_a_directory_there_are_no_policies)
{
	ck_assert_int_eq(rmdir(opts.policy_dir), 0);
	load();
	ck_assert_uint_eq(vb_host_count(host), 0);
}
END_TEST

static TCase *case_policies(void)
{
	TCase *policies = tcase_create("policies");

	tcase_add_checked_fixture(policies, setup_policies, teardown_loading);
	tcase_add_test(policies, a_policy_is_always_on);
	tcase_add_test(policies, a_policy_enabled_elsewhere_is_still_one);
	tcase_add_loop_test(policies, a_broken_policy_stops_the_run, 0, (int)VB_COUNT(broken));
	tcase_add_test(policies, who_only_looks_passes_over_a_broken_policy);
	tcase_add_test(policies, a_policy_that_others_can_write_stops_the_run);
	tcase_add_test(policies, only_its_file_says_what_a_policy_does);
	tcase_add_test(policies, without_a_directory_there_are_no_policies);
	return policies;
}

Suite *suite_plugin(void)
{
	Suite *suite = suite_create("plugin");
	TCase *options = tcase_create("options"), *loading = tcase_create("loading");

	tcase_add_checked_fixture(options, fixture_setup, fixture_teardown);
	tcase_add_loop_test(
		options, checks_what_is_said_by_what_is_declared, 0, (int)VB_COUNT(said));
	tcase_add_test(options, lets_the_higher_layer_win);
	tcase_add_loop_test(options, closes_options_to_projects, 0, 3);
	tcase_add_test(options, gives_common_values_to_those_who_know_them);
	tcase_add_test(options, shows_options_but_no_secrets);
	tcase_add_loop_test(options, shows_urls_without_user_and_password, 0, (int)VB_COUNT(urls));
	tcase_add_test(options, blames_the_plugin_for_a_bad_default);
	suite_add_tcase(suite, options);
	tcase_add_checked_fixture(loading, setup_loading, teardown_loading);
	tcase_add_test(loading, loads_by_name_and_calls);
	tcase_add_test(loading, loads_by_path_also_just_built_under_tmp);
	tcase_add_test(loading, loads_from_the_users_directory);
	tcase_add_test(loading, a_lower_tier_shadows_nothing);
	tcase_add_test(loading, the_same_file_twice_is_one_plugin);
	tcase_add_test(loading, two_files_of_one_name_are_an_error);
	tcase_add_test(loading, loads_what_a_later_minor_made_longer);
	tcase_add_test(loading, loads_what_an_earlier_minor_made_shorter);
	tcase_add_test(loading, lets_a_project_enable_what_is_open_to_it);
	tcase_add_loop_test(loading, says_why_it_does_not_load, 0, (int)VB_COUNT(refused));
	tcase_add_test(loading, refuses_a_truncated_object);
	tcase_add_test(loading, refuses_an_object_of_another_name);
	tcase_add_test(loading, names_the_option_that_accepts_an_untrusted_file);
	tcase_add_test(loading, names_both_compiled_ones_that_replace_a_stage);
	suite_add_tcase(suite, loading);
	suite_add_tcase(suite, case_policies());
	return suite;
}
