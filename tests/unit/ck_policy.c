/* SPDX-License-Identifier: MIT */
/* The plugin policy in the test kit's host: each rule against what a run may be like. */
#include "tests/unit/check.h"
#include "tests/unit/shipped.h"

#include "core/base.h"

#include <venvb/test.h>

static struct venvb_test *host;

static void setup(void)
{
	host = venvb_test_new(shipped_plugin("policy"));
	venvb_test_request(host, "target", "/srv/envs/.venv");
	venvb_test_request(host, "name", ".venv");
}

static void teardown(void)
{
	venvb_test_free(host);
}

/* TEXT is a part of the reason, "" when there is to be none. */
static void expect(const char *stage, const char *moment, const char *text)
{
	int32_t code = venvb_test_call(host, stage, moment);
	const char *reason = venvb_test_reason(host);

	ck_assert_int_eq(code == VENVB_OK, !*text);
	ck_assert_msg(strstr(reason, text), "%s", reason);
	ck_assert_msg(*text || !*reason, "%s", reason);
	ck_assert_ptr_null(strstr(reason, "hunter2"));
}

static void expect_verdict(const char *text)
{
	expect("check", "check", text);
}

/* A fact of the interpreter, and the rule that judges it. */
static const struct {
	const char *fact, *value, *rule, *wanted, *text;
} interpreters[] = {
	{"version", "3.12.4", "python", ">=3.12,<3.13", ""},
	{"version", "3.12.4", "python", ">=3.12.5", "is Python 3.12.4"},
	{"version", "3.13.0rc1", "python", ">=3.13", "is Python 3.13.0rc1"},
	{"version", NULL, "python", ">=3", "allowed: >=3"},
	{"version", "3.13.0", "minimum", "3.13.0", ""},
	{"version", "3.13.0", "minimum", "3.13.1", "of Python 3.13 at least 3.13.1"},
	{"version", "3.13.10", "minimum", "3.13.9", ""},
	{"version", "3.13.1rc1", "minimum", "3.13.1", "is Python 3.13.1rc1"},
	{"version", "3.13.0", "minimum", "3.12.99", ""},
	{"implementation", "PyPy", "implementations", "pypy", ""},
	{"implementation", "PyPy", "implementations", "CPython", "is PyPy; allowed: CPython"},
	{"implementation", NULL, "implementations", "CPython", "is unknown"},
};

START_TEST(judges_the_interpreter)
{
	venvb_test_fact(host, "major", "3");
	venvb_test_fact(host, "minor", "13");
	venvb_test_fact(host, interpreters[_i].fact, interpreters[_i].value);
	venvb_test_option(host, interpreters[_i].rule, interpreters[_i].wanted);
	expect_verdict(interpreters[_i].text);
}
END_TEST

static const struct {
	const char *target, *rule, *wanted, *text;
} places[] = {
	{"/srv/envs/a", "places", "/srv/envs", ""},
	{"/srv/envs/a", "places", "/srv/envs/", ""},
	{"/srv/envs/a", "places", "/", ""},
	{"/srv/envs", "places", "/srv/envs", "allowed: below /srv/envs"},
	{"/srv/envsy/a", "places", "/srv/envs", "would be in '/srv/envsy/a'"},
	{"/SRV/envs/a", "places", "/srv/envs", "would be in"},
	{NULL, "places", "/", "would be in"},
	{"/srv/.venv", "names", ".v*", ""},
	{"/srv/.venv", "names", "v*", "would be called '.venv'"},
	{"/srv/other", "names", "other", "is called '.venv' here"},
};

START_TEST(judges_places_and_names)
{
	venvb_test_request(host, "target", places[_i].target);
	venvb_test_option(host, places[_i].rule, places[_i].wanted);
	expect_verdict(places[_i].text);
}
END_TEST

static void plan(const char *path, const char *content)
{
	ck_assert_int_eq(venvb_test_api(host)->file_add(venvb_test_other(host), path, VENVB_NUL,
				 content, VENVB_NUL, VENVB_ADD_REPLACE),
		VENVB_OK);
}

static const struct {
	const char *content, *wanted, *text;
} confs[] = {
	{"[global]\nindex-url = https://a/\n", "global.index-url=https://a/", ""},
	{"[global]\nINDEX_URL: https://a/", "global.index-url=https://a/", ""},
	{"[global]\n# index-url = https://a/\n", "global.index-url=https://a/", "has no global"},
	{"[install]\nindex-url = https://a/\n", "global.index-url=https://a/", "has no global"},
	{"[global]\nindex-url = https://b/\n", "global.index-url=https://a/", "= 'https://b/'"},
	{"[global]\nindex-url = https://a/\n[install]\nindex-url=https://b/\n",
		"global.index-url=https://a/", "install.index-url = 'https://b/'"},
	{"[global]\nindex-url = https://a/\n[install]\nindex-url=https://b/\n",
		"install.index-url=https://b/", ""},
	{"[global]\nindex-url = https://a/\nindex-url = https://b/\n",
		"global.index-url=https://a/", "'https://b/'"},
	{"[global]\nextra-index-url =\n  https://a/\n  https://b/\nno-input = 1\n",
		"global.extra-index-url=https://a/ https://b/", ""},
	{"[global]\nindex-url = https://a/\n https://b/\n", "global.index-url=https://a/",
		"'https://a/ https://b/'"},
	{"[global]\nindex-url = https://me:hunter2@b/\n", "global.index-url=https://u:hunter2@a/",
		"'https://***@b/'; global.index-url must be 'https://***@a/'"},
	{"", "global.index-url=https://a/", "has no global.index-url"},
	{"[global\nindex-url", "global.index-url=https://a/", "has no global"},
};

START_TEST(reads_pip_conf_as_pip_does)
{
	plan("pip.conf", confs[_i].content);
	venvb_test_option(host, "pip-conf", confs[_i].wanted);
	expect_verdict(confs[_i].text);
}
END_TEST

START_TEST(misses_a_pip_conf)
{
	venvb_test_option(host, "pip-conf", "global.index-url=https://a/");
	expect_verdict("has no global.index-url");
}
END_TEST

static const struct {
	const char *content, *text;
} keys[] = {
	{"home = /usr\ninclude-system-site-packages = false\n", ""},
	{"include-system-site-packages = true\n", "'system-site-packages' is 'yes'"},
	{" Include-System-Site-Packages=TRUE", "'system-site-packages' is 'yes'"},
	{"x = 1\ninclude-system-site-packages = false\ninclude-system-site-packages\t=\ttrue\n",
		"'system-site-packages' is 'yes'"},
	{"include-system-site-packages = false\ninclude-system-site-packages-not = true\n",
		"'system-site-packages' is 'yes'"},
	{"home = /usr\n", "'system-site-packages' is 'yes'"},
	{"x = 1\rinclude-system-site-packages = true\rinclude-system-site-packages = false\n",
		"'system-site-packages' is 'yes'"},
	{"x = 1\r\ninclude-system-site-packages = False\r\n", ""},
	{"include-system-site-packages = false\ninclude-system-site-packages\u00a0= true\n",
		"'system-site-packages' is 'yes'"},
};

START_TEST(reads_what_pyvenv_cfg_says)
{
	plan("pyvenv.cfg", keys[_i].content);
	venvb_test_option(host, "forbid", "system-site-packages");
	expect_verdict(keys[_i].text);
}
END_TEST

START_TEST(judges_plugins)
{
	venvb_test_plugin(host, "acme", "1.5", "user");
	venvb_test_option(host, "plugins-required", "acme>=2");
	venvb_test_option(host, "plugins-forbidden", "acme<2");
	venvb_test_option(host, "plugins-from", "file");
	expect_verdict("the plugin 'acme' is 1.5; 'acme>=2' is required");
	expect_verdict("the plugin 'acme' 1.5 takes part");
	expect_verdict("the plugin 'acme' is of the tier 'user'; allowed: file");
}
END_TEST

START_TEST(forces_options)
{
	const char *value;

	venvb_test_option(host, "force", "link-mode=copy");
	expect("resolve", "before", "");
	ck_assert_int_eq(venvb_test_api(host)->request(
				 venvb_test_other(host), "link-mode", VENVB_NUL, &value, NULL),
		VENVB_OK);
	ck_assert_str_eq(value, "copy");
	expect_verdict("");
	venvb_test_request(host, "link-mode", "auto");
	expect_verdict("'link-mode' is 'auto'");
}
END_TEST

START_TEST(fails_when_an_option_cannot_be_forced)
{
	venvb_test_option(host, "force", "link-mode=copy");
	venvb_test_fail_call(host, "request_set", 1, VENVB_DENIED);
	ck_assert_int_eq(venvb_test_call(host, "resolve", "before"), VENVB_DENIED);
}
END_TEST

START_TEST(says_whom_to_ask)
{
	venvb_test_option(host, "names", "x");
	venvb_test_option(host, "contact", "it@acme.example");
	expect_verdict("allowed: x. Ask it@acme.example");
}
END_TEST

START_TEST(allows_all_without_rules)
{
	expect("resolve", "before", "");
	expect_verdict("");
}
END_TEST

Suite *suite_policy(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("rules");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, judges_the_interpreter, 0, (int)VB_COUNT(interpreters));
	tcase_add_loop_test(tcase, judges_places_and_names, 0, (int)VB_COUNT(places));
	tcase_add_loop_test(tcase, reads_pip_conf_as_pip_does, 0, (int)VB_COUNT(confs));
	tcase_add_test(tcase, misses_a_pip_conf);
	tcase_add_loop_test(tcase, reads_what_pyvenv_cfg_says, 0, (int)VB_COUNT(keys));
	tcase_add_test(tcase, judges_plugins);
	tcase_add_test(tcase, forces_options);
	tcase_add_test(tcase, fails_when_an_option_cannot_be_forced);
	tcase_add_test(tcase, says_whom_to_ask);
	tcase_add_test(tcase, allows_all_without_rules);
	suite_add_tcase(suite, tcase);
	return suite;
}
