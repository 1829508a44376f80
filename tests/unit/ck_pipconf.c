/* SPDX-License-Identifier: MIT */
/* The plugin pipconf in the test kit's host: the files that it plans, and what it refuses. */
#include "tests/unit/check.h"
#include "tests/unit/shipped.h"

#include <venvb/test.h>

static struct venvb_test *host;

static void setup(void)
{
	host = venvb_test_new(shipped_plugin("pipconf"));
	venvb_test_request(host, "target", "/srv/.venv");
}

static void teardown(void)
{
	venvb_test_free(host);
}

static void call(int32_t code)
{
	int32_t got = venvb_test_call(host, "cfg", "after");

	ck_assert_msg(got == code, "%d: %s", got, venvb_test_reason(host));
}

START_TEST(nothing)
{
	call(VENVB_OK);
	ck_assert_str_eq(venvb_test_tree(host), "");
	ck_assert_str_eq(venvb_test_variables(host), "");
}
END_TEST

START_TEST(everything)
{
	venvb_test_option(host, "index", "https://a/%(x)s/simple?b=%20");
	venvb_test_option(host, "extra-index", "https://b/simple");
	venvb_test_option(host, "extra-index", "https://c/simple");
	venvb_test_option(host, "trusted-host", "d:8080");
	venvb_test_option(host, "cert", "/etc/our ca.pem");
	venvb_test_option(host, "proxy", "http://e:3128");
	venvb_test_option(host, "timeout", "60");
	venvb_test_option(host, "constraints", "/etc/c.txt");
	venvb_test_option(host, "require-virtualenv", "no");
	venvb_test_option(host, "set", "install.no-binary=f,g");
	venvb_test_option(host, "set", "GLOBAL.no_color=true");
	venvb_test_option(host, "set", "install.No_Binary=h=i.j");
	call(VENVB_OK);
	ck_assert_str_eq(venvb_test_content(host, "pip.conf"),
		"[global]\n"
		"index-url = https://a/%(x)s/simple?b=%20\n"
		"extra-index-url =\n    https://b/simple\n    https://c/simple\n"
		"trusted-host =\n    d:8080\n"
		"cert = /etc/our ca.pem\n"
		"proxy = http://e:3128\n"
		"timeout = 60\n"
		"constraint =\n    /etc/c.txt\n"
		"require-virtualenv = false\n"
		"no-color = true\n"
		"\n"
		"[install]\n"
		"no-binary = h=i.j\n");
	ck_assert_str_eq(venvb_test_tree(host), "file pip.conf 0666 pipconf\n");
	ck_assert_str_eq(venvb_test_log(host), "");
}
END_TEST

START_TEST(uv)
{
	venvb_test_option(host, "index", "https://a/\"\\simple");
	venvb_test_option(host, "extra-index", "https://b");
	venvb_test_option(host, "extra-index", "https://c");
	venvb_test_option(host, "trusted-host", "d");
	venvb_test_option(host, "uv", "yes");
	call(VENVB_OK);
	ck_assert_str_eq(venvb_test_content(host, "uv.toml"),
		"index-url = \"https://a/\\\"\\\\simple\"\n"
		"extra-index-url = [\"https://b\", \"https://c\"]\n"
		"allow-insecure-host = [\"d\"]\n");
	ck_assert_str_eq(venvb_test_variables(host), "UV_CONFIG_FILE=/srv/.venv/uv.toml\n");
}
END_TEST

static const struct {
	const char *option, *value;
} secrets[] = {
	{"index", "https://me:hunter2@a/simple"},
	{"index", "https://hunter2@a/simple"},
	{"extra-index", "https://me:hunter2@a"},
	{"proxy", "http://me:hunter2@a"},
	{"proxy", "me:hunter2@a:3128"},
	{"index", "https://me:hun/ter2@a/"},
	{"set", "install.find-links=https://a https://me:hunter2@b"},
};

START_TEST(secret)
{
	venvb_test_option(host, secrets[_i].option, secrets[_i].value);
	venvb_test_option(host, "uv", "yes");
	call(VENVB_OK);
	ck_assert_str_eq(venvb_test_tree(host), "file pip.conf 0600 pipconf\n"
						"file uv.toml 0600 pipconf\n");
	ck_assert_ptr_nonnull(strstr(venvb_test_log(host), "only you can read"));
	ck_assert_ptr_null(strstr(venvb_test_log(host), "hunter2"));
}
END_TEST

START_TEST(not_secret)
{
	venvb_test_option(host, "index", "https://a:80/b?c=d");
	call(VENVB_OK);
	ck_assert_str_eq(venvb_test_tree(host), "file pip.conf 0666 pipconf\n");
}
END_TEST

static const struct {
	const char *option, *value, *reason;
} wrong[] = {
	{"index", "https://a\n[install]\nuser = yes", "option 'index': what pip.conf can hold"},
	{"index", "https://hunter2\r", "without control characters"},
	{"cert", "/\xff", "is UTF-8"},
	{"set", "install.user=", "not empty"},
	{"extra-index", "https://hunter2 https://b", "option 'extra-index': pip would split"},
	{"constraints", "c.txt", "option 'constraints': 'c.txt' is not absolute"},
	{"set", "user=yes", "expected SECTION.KEY=VALUE"},
	{"set", "install.user", "expected SECTION.KEY=VALUE"},
	{"set", "install.=yes", "expected SECTION.KEY=VALUE"},
	{"set", ".user=yes", "expected SECTION.KEY=VALUE"},
	{"set", "install].user=yes", "expected SECTION.KEY=VALUE"},
	{"set", "install.a b=yes", "expected SECTION.KEY=VALUE"},
	{"set", "global.index_url=x", "'global.index-url' has an option of its own, 'index'"},
};

START_TEST(refused)
{
	venvb_test_option(host, wrong[_i].option, wrong[_i].value);
	call(VENVB_FAILED);
	ck_assert_msg(
		strstr(venvb_test_reason(host), wrong[_i].reason), "%s", venvb_test_reason(host));
	ck_assert_ptr_null(strstr(venvb_test_reason(host), "hunter2"));
	ck_assert_str_eq(venvb_test_tree(host), "");
}
END_TEST

START_TEST(planned_already)
{
	venvb_test_api(host)->file_add(venvb_test_other(host), "pip.conf", VENVB_NUL, "", 0, 0);
	venvb_test_option(host, "timeout", "60");
	call(VENVB_FAILED);
	ck_assert_str_eq(venvb_test_tree(host), "file pip.conf 0666 other\n");
}
END_TEST

START_TEST(failing_calls)
{
	venvb_test_option(host, "index", "https://a");
	venvb_test_option(host, "extra-index", "https://b");
	venvb_test_option(host, "set", "install.user=no");
	venvb_test_option(host, "uv", "yes");
	for (uint64_t number = 1; number < 100; number++) {
		venvb_test_fail_call(host, NULL, number, VENVB_FAILED);
		if (venvb_test_call(host, "cfg", "after") == VENVB_OK &&
			venvb_test_calls(host) < number)
			return;
		venvb_test_api(host)->remove(venvb_test_other(host), "pip.conf", VENVB_NUL);
		venvb_test_api(host)->remove(venvb_test_other(host), "uv.toml", VENVB_NUL);
	}
	ck_abort_msg("it does not come to an end");
}
END_TEST

Suite *suite_pipconf(void)
{
	Suite *suite = suite_create("pipconf");
	TCase *cases = tcase_create("pipconf");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, nothing);
	tcase_add_test(cases, everything);
	tcase_add_test(cases, uv);
	tcase_add_loop_test(cases, secret, 0, VB_COUNT(secrets));
	tcase_add_test(cases, not_secret);
	tcase_add_loop_test(cases, refused, 0, VB_COUNT(wrong));
	tcase_add_test(cases, planned_already);
	tcase_add_test(cases, failing_calls);
	suite_add_tcase(suite, cases);
	return suite;
}
