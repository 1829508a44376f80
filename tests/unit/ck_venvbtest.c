/* SPDX-License-Identifier: MIT */
/* The host that authors test with: its rules, and that it knows what the real one knows. */
#include "tests/unit/check.h"

#include "core/interp.h"
#include "core/option.h"
#include "core/specifier.h"
#include "core/version.h"

#include <venvb/test.h>

#undef fail /* Check's, an old name; the table has a member of that name */

static int32_t edit(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;
	int32_t code = api->option(run, "text", VENVB_NUL, 0, &text, NULL);

	(void)event;
	if (code == VENVB_OK)
		code = api->link_add(run, "lib64", VENVB_NUL, "lib", VENVB_NUL, 0);
	if (code == VENVB_OK)
		code = api->file_add(
			run, "lib64/a/b", VENVB_NUL, text, VENVB_NUL, VENVB_ADD_EXECUTABLE);
	if (code == VENVB_OK)
		code = api->variable_set(run, "ACME", 4, "x", 1, VENVB_VARIABLE_PREPEND);
	return code < 0 ? code : api->prompt_set(run, "acme", VENVB_NUL);
}

static int32_t judge(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	ck_assert_int_eq(api->dir_add(run, "late", VENVB_NUL), VENVB_INVALID);
	if (api->find(run, "forbidden", VENVB_NUL, &(uint64_t){0}) == VENVB_OK) {
		api->deny(run, "one", VENVB_NUL);
		api->deny(run, "two", VENVB_NUL);
	}
	return VENVB_OK;
}

static int32_t ask(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;
	int32_t status;
	uint64_t program;

	(void)event;
	if (api->program_new(run, "/bin/tool", VENVB_NUL, &program) < 0 ||
		api->program_variable(run, program, "A", 1, "b", 1) < 0 ||
		api->program_argument(run, program, "-x", VENVB_NUL) < 0 ||
		api->program_run(run, program, &status) < 0)
		return VENVB_FAILED;
	if (status)
		return api->fail(run, "the tool\nfailed", VENVB_NUL);
	api->program_text(run, program, VENVB_PROGRAM_OUTPUT, &text, NULL);
	api->log(run, VENVB_LOG_NOTICE, text, VENVB_NUL);
	return VENVB_OK;
}

static int32_t apologise(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	(void)event;
	api->log(run, VENVB_LOG_WARNING, "sorry", VENVB_NUL);
	return VENVB_OK;
}

static int32_t choose(
	const struct venvb_api *api, struct venvb_run *run, const struct venvb_event *event)
{
	const char *text;

	(void)event;
	ck_assert_int_eq(api->fact(run, "home", VENVB_NUL, &text, NULL), VENVB_INVALID);
	ck_assert_int_eq(api->builtin(run), VENVB_OK);
	ck_assert_int_eq(api->fact(run, "home", VENVB_NUL, &text, NULL), VENVB_OK);
	ck_assert_int_eq(api->builtin(run), VENVB_INVALID);
	return VENVB_OK;
}

static const struct venvb_option options[] = {
	{"text", "a text", "TEXT", "hello", NULL, VENVB_STRING, 0},
	{"list", "a list", "TEXT", NULL, NULL, VENVB_LIST, 0},
};

static const struct venvb_hook hooks[] = {
	{"resolve", "replace", choose, 0, 0},
	{"dirs", "before", edit, 0, 0},
	{"check", "check", judge, 0, 0},
	{"commit", "after", ask, 0, 0},
	{"run", "failed", apologise, 0, 0},
};

static const struct venvb_plugin plugin = {
	VENVB_PLUGIN_HEAD(0),
	.name = "acme",
	.version = "1",
	.options = VENVB_ARRAY(options),
	.hooks = VENVB_ARRAY(hooks),
};

static struct venvb_test *test;
static const struct venvb_api *api;
static struct venvb_run *other;

static void setup(void)
{
	test = venvb_test_new(&plugin);
	api = venvb_test_api(test);
	other = venvb_test_other(test);
}

static void teardown(void)
{
	venvb_test_free(test);
}

START_TEST(whole_run)
{
	venvb_test_option(test, "text", "hi");
	venvb_test_answer(test, 0, "done", NULL);
	ck_assert_msg(venvb_test_create(test) == VENVB_OK, "%s", venvb_test_reason(test));
	ck_assert_str_eq(venvb_test_content(test, "lib/a/b"), "hi");
	ck_assert_ptr_nonnull(strstr(venvb_test_tree(test), "\nfile lib/a/b 0777 acme\n"));
	ck_assert_ptr_nonnull(
		strstr(venvb_test_tree(test), "link bin/python3 -> /usr/bin/python3.13 link\n"));
	ck_assert_ptr_nonnull(strstr(venvb_test_content(test, "pyvenv.cfg"), "home = /usr/bin\n"));
	ck_assert_str_eq(venvb_test_key(test, "HOME"), "/usr/bin");
	ck_assert_str_eq(venvb_test_prompt(test), "acme");
	ck_assert_str_eq(venvb_test_variables(test), "ACME=x:$ACME\n");
	ck_assert_str_eq(venvb_test_programs(test), "A=b /bin/tool -x\n");
	ck_assert_str_eq(venvb_test_log(test), "notice done\n");
	ck_assert_str_eq(venvb_test_reason(test), "");
}
END_TEST

START_TEST(dry_run_ends_before_commit)
{
	venvb_test_request(test, "dry-run", "yes");
	ck_assert_int_eq(venvb_test_create(test), VENVB_OK);
	ck_assert_str_eq(venvb_test_programs(test), "");
}
END_TEST

START_TEST(failures_and_denials)
{
	venvb_test_answer(test, 1, NULL, "no");
	ck_assert_int_eq(venvb_test_create(test), VENVB_FAILED);
	ck_assert_str_eq(venvb_test_reason(test), "the tool failed");
	ck_assert_str_eq(venvb_test_log(test), "warning sorry\n");
	ck_assert_int_eq(venvb_test_call(test, "commit", "after"), VENVB_FAILED);
	ck_assert_int_eq(venvb_test_call(test, "cfg", "after"), VENVB_NONE);
	ck_assert_int_eq(api->dir_add(other, "forbidden", VENVB_NUL), VENVB_OK);
	ck_assert_int_eq(venvb_test_call(test, "check", "check"), VENVB_DENIED);
	ck_assert_str_eq(venvb_test_reason(test), "one\ntwo");
}
END_TEST

START_TEST(every_call_can_fail)
{
	uint64_t number = 1;

	for (;; number++) {
		struct venvb_test *one = venvb_test_new(&plugin);
		int32_t code;

		venvb_test_fail_call(one, NULL, number, VENVB_DENIED);
		code = venvb_test_call(one, "dirs", "before");
		ck_assert_int_eq(code, venvb_test_calls(one) < number ? VENVB_OK : VENVB_DENIED);
		venvb_test_free(one);
		if (code == VENVB_OK)
			break;
	}
	ck_assert_uint_eq(number, 6);
	venvb_test_fail_call(test, "file_add", 1, VENVB_FAILED);
	ck_assert_int_eq(venvb_test_call(test, "dirs", "before"), VENVB_FAILED);
	ck_assert_str_eq(venvb_test_reason(test), "the test made a call of file_add fail");
}
END_TEST

START_TEST(paths)
{
	static const struct {
		const char *path;
		int32_t code;
	} rows[] = {
		{"a", VENVB_OK},
		{"a/../b", VENVB_FAILED},
		{"/a", VENVB_FAILED},
		{"a//b", VENVB_FAILED},
		{"", VENVB_FAILED},
		{"in/x", VENVB_OK},
		{"out/x", VENVB_FAILED},
		{"file/x", VENVB_FAILED},
		{"file", VENVB_FAILED},
	};

	api->link_add(other, "in", VENVB_NUL, "d/../e", VENVB_NUL, 0);
	api->link_add(other, "out", VENVB_NUL, "/tmp", VENVB_NUL, 0);
	api->file_add(other, "file", VENVB_NUL, "", 0, 0);
	ck_assert_int_eq(api->file_add(other, rows[_i].path, VENVB_NUL, "x", 1, 0), rows[_i].code);
	if (_i == 5)
		ck_assert_str_eq(venvb_test_content(test, "e/x"), "x");
}
END_TEST

START_TEST(packages)
{
	const char *path = "/w/Acme_Tool-1.2-py3-none-any.whl", *text;
	uint64_t package = 0;

	ck_assert_int_eq(api->wheel_add(other, path, VENVB_NUL, VENVB_WHEEL_REQUESTED), VENVB_OK);
	ck_assert_int_eq(api->wheel_add(other, "/w/acme.tool-2-py3-none-any.whl", VENVB_NUL, 0),
		VENVB_OK);
	ck_assert_int_eq(api->wheel_add(other, "/w/acme.tool-2-py3-none-any.whl", VENVB_NUL,
				 VENVB_WHEEL_VERSIONED),
		VENVB_FAILED);
	ck_assert_str_eq(venvb_test_wheels(test), "Acme_Tool-1.2-py3-none-any.whl requested\n");
	ck_assert_int_eq(api->package_next(other, &package), VENVB_OK);
	api->package_text(other, package, VENVB_PACKAGE_VERSION, &text, NULL);
	ck_assert_str_eq(text, "1.2");
	ck_assert_int_eq(api->package_next(other, &package), VENVB_NONE);
	ck_assert_int_eq(api->remove(other, "lib", VENVB_NUL), VENVB_OK);
	ck_assert_int_eq(api->package_text(other, package, VENVB_PACKAGE_VERSION, &text, NULL),
		VENVB_INVALID);
	ck_assert_int_eq(
		api->file_add(other, ".venvb-x", VENVB_NUL, "", 0, 0), VENVB_FAILED);
	ck_assert_str_eq(venvb_test_wheels(test), "");
}
END_TEST

START_TEST(plugins_and_trust)
{
	uint64_t peer = 0;
	const char *text;

	venvb_test_enable(test, "seedpip");
	venvb_test_plugin(test, "law", "2.1", "policy");
	ck_assert_int_eq(api->plugin_next(other, &peer), VENVB_OK);
	api->plugin_text(other, peer, VENVB_PLUGIN_TEXT_NAME, &text, NULL);
	ck_assert_str_eq(text, "acme");
	ck_assert_int_eq(api->plugin_next(other, &peer), VENVB_OK);
	ck_assert_int_eq(api->plugin_next(other, &peer), VENVB_OK);
	api->plugin_text(other, peer, VENVB_PLUGIN_TEXT_VERSION, &text, NULL);
	ck_assert_str_eq(text, "2.1");
	api->plugin_text(other, peer, VENVB_PLUGIN_TEXT_TIER, &text, NULL);
	ck_assert_str_eq(text, "policy");
	ck_assert_int_eq(api->plugin_text(other, peer, 9, &text, NULL), VENVB_NONE);
	ck_assert_int_eq(api->plugin_next(other, &peer), VENVB_NONE);
	ck_assert_int_eq(api->plugin_enabled(other, "law", VENVB_NUL), VENVB_OK);
	venvb_test_distrust(test, "/srv/theirs");
	ck_assert_int_eq(api->trusted(other, "/srv/theirs/tool", VENVB_NUL), VENVB_FAILED);
	ck_assert_int_eq(api->trusted(other, "/srv/theirselves", VENVB_NUL), VENVB_OK);
	ck_assert_int_eq(api->trusted(other, "tool", VENVB_NUL), VENVB_INVALID);
}
END_TEST

START_TEST(keys_and_variables)
{
	uint64_t key = 0, variable = 0, how;
	const char *text;

	api->key_set(other, "home", VENVB_NUL, "/usr", VENVB_NUL);
	ck_assert_int_eq(api->key_next(other, &key), VENVB_OK);
	api->key_set(other, "Home", VENVB_NUL, "/opt", VENVB_NUL);
	api->key_text(other, key, VENVB_KEY_VALUE, &text, NULL);
	ck_assert_str_eq(text, "/opt");
	api->key_text(other, key, VENVB_KEY_OWNER, &text, NULL);
	ck_assert_str_eq(text, "other");
	ck_assert_int_eq(api->key_next(other, &key), VENVB_NONE);
	api->key_remove(other, "home", VENVB_NUL);
	ck_assert_int_eq(
		api->key_text(other, key, VENVB_KEY_NAME, &text, NULL), VENVB_INVALID);

	api->variable_set(other, "A", 1, "x", 1, VENVB_VARIABLE_APPEND);
	ck_assert_int_eq(
		api->variable_set(other, "A", 1, "y", 1, VENVB_VARIABLE_PREPEND), VENVB_FAILED);
	ck_assert_int_eq(
		api->variable_set(other, "A", 1, "y", 1, VENVB_VARIABLE_APPEND), VENVB_OK);
	ck_assert_str_eq(venvb_test_variables(test), "A=$A:x:y\n");
	ck_assert_int_eq(api->variable_next(other, &variable), VENVB_OK);
	api->variable_number(other, variable, VENVB_VARIABLE_HOW, &how);
	ck_assert_uint_eq(how, VENVB_VARIABLE_APPEND);
	api->variable_text(other, variable, VENVB_VARIABLE_OWNER, &text, NULL);
	ck_assert_str_eq(text, "other");
	ck_assert_int_eq(api->variable_remove(other, "A", 1), VENVB_OK);
	ck_assert_int_eq(api->variable_remove(other, "A", 1), VENVB_NONE);
	ck_assert_int_eq(api->variable_next(other, &variable), VENVB_INVALID);
	ck_assert_str_eq(venvb_test_variables(test), "");
}
END_TEST

START_TEST(knows_what_the_core_knows)
{
	const char *text;

	for (const char *const *name = vb_interp_fact_names; *name; name++)
		ck_assert_msg(api->fact(other, *name, VENVB_NUL, &text, NULL) != VENVB_NONE,
			"no fact '%s'", *name);
	for (size_t i = 0; i < VB_OPT_COUNT; i++)
		ck_assert_msg(api->request_origin(other, vb_options[i].name, VENVB_NUL, &text,
				      NULL) == VENVB_OK,
			"no option '%s'", vb_options[i].name);
}
END_TEST

/* Two implementations of PEP 440 agree. */
START_TEST(agrees_on_versions)
{
	static const char *const versions[] = {"1", "1.0", "1.0.1", "1.1", "1.0a1", "1.0b2",
		"1.0rc1", "1.0.dev3", "1.0a1.dev1", "1.0.post1", "1.0-1", "1.0.post1.dev2", "1!0.5",
		"1.0+local.1", "v1.10", "24.2", "3.13.0", "", "x", "1.0-x", "1..0"};
	static const char *const specifiers[] = {">=1", "<1.0", ">1.0", "==1.0", "==1.*", "!=1.0.*",
		"~=1.0", "~=1", ">=20,<25", "==1.0+local.1", "===1.0", "<1.0rc2", ">1.0.post0",
		"1.0", ">=x", ">=1.*", "", ">=1,", "=>1"};
	vb_auto_err ignored = VB_ERR_INIT;

	for (size_t i = 0; i < VB_COUNT(versions); i++)
		for (size_t k = 0; k < VB_COUNT(versions); k++) {
			int32_t theirs = 0;
			int ours = 0;

			ck_assert_msg(
				(vb_version_compare(versions[i], versions[k], &ours, &ignored) <
					0) == (api->version_compare(other, versions[i], VENVB_NUL,
						       versions[k], VENVB_NUL, &theirs) < 0) &&
					(ours > 0) - (ours < 0) == theirs,
				"'%s' and '%s': %d", versions[i], versions[k], (int)theirs);
			vb_err_done(&ignored);
		}
	for (size_t i = 0; i < VB_COUNT(versions); i++)
		for (size_t k = 0; k < VB_COUNT(specifiers); k++) {
			int32_t theirs = 0;
			bool ours = false;

			ck_assert_msg(
				(vb_version_within(versions[i], specifiers[k], &ours, &ignored) <
					0) == (api->version_within(other, versions[i], VENVB_NUL,
						       specifiers[k], VENVB_NUL, &theirs) < 0) &&
					ours == theirs,
				"'%s' within '%s': %d", versions[i], specifiers[k], (int)theirs);
			vb_err_done(&ignored);
		}
}
END_TEST

Suite *suite_venvbtest(void)
{
	Suite *suite = suite_create("venvbtest");
	TCase *tests = tcase_create("venvbtest");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, whole_run);
	tcase_add_test(tests, dry_run_ends_before_commit);
	tcase_add_test(tests, failures_and_denials);
	tcase_add_test(tests, every_call_can_fail);
	tcase_add_loop_test(tests, paths, 0, 9);
	tcase_add_test(tests, packages);
	tcase_add_test(tests, plugins_and_trust);
	tcase_add_test(tests, keys_and_variables);
	tcase_add_test(tests, knows_what_the_core_knows);
	tcase_add_test(tests, agrees_on_versions);
	suite_add_tcase(suite, tests);
	return suite;
}
