/* SPDX-License-Identifier: MIT */
/* The plugin prompt in the test kit's host: what each template becomes. */
#include "tests/unit/check.h"
#include "tests/unit/shipped.h"

#include "core/fsat.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <venvb/test.h>

static struct venvb_test *host;
static char directory[64];

static void setup(void)
{
	snprintf(directory, sizeof(directory), "/tmp/ck_prompt.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	host = venvb_test_new(shipped_plugin("prompt"));
	venvb_test_request(host, "target", "/srv/shop/.venv");
	venvb_test_request(host, "name", ".venv");
	venvb_test_fact(host, "implementation", "CPython");
	venvb_test_fact(host, "version", "3.12.1");
	venvb_test_fact(host, "major", "3");
	venvb_test_fact(host, "minor", "12");
}

static void teardown(void)
{
	vb_auto_err err = VB_ERR_INIT;

	venvb_test_free(host);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
}

static void expect(int32_t code, const char *prompt)
{
	int32_t got = venvb_test_call(host, "scripts", "before");

	ck_assert_msg(got == code, "%d: %s", got, venvb_test_reason(host));
	if (code == VENVB_OK)
		ck_assert_str_eq(venvb_test_prompt(host), prompt);
	else
		ck_assert_ptr_nonnull(strstr(venvb_test_reason(host), prompt));
}

static const struct {
	const char *format;
	int32_t code;
	const char *prompt; /* or a part of the reason */
} formats[] = {
	{NULL, VENVB_OK, "shop"},
	{"{name}", VENVB_OK, ".venv"},
	{"{project}-{python}", VENVB_OK, "shop-3.12"},
	{"{implementation} {version}", VENVB_OK, "CPython 3.12.1"},
	{"{{{name}}}", VENVB_OK, "{.venv}"},
	{"$(x) `y` %n \\w", VENVB_OK, "$(x) `y` %n \\w"},
	{"{nam}", VENVB_FAILED, "there is no {nam}: known are {host},"},
	{"{}", VENVB_FAILED, "there is no {}"},
	{"{name", VENVB_FAILED, "a single '{'"},
	{"{na{name}", VENVB_FAILED, "a single '{'"},
	{"name}", VENVB_FAILED, "a single '}'"},
};

START_TEST(templates)
{
	if (formats[_i].format)
		venvb_test_option(host, "format", formats[_i].format);
	expect(formats[_i].code, formats[_i].prompt);
}
END_TEST

START_TEST(user_and_host)
{
	venvb_test_option(host, "format", "{user}@{host}");
	ck_assert_int_eq(venvb_test_call(host, "scripts", "before"), VENVB_OK);
	ck_assert_ptr_null(strchr(venvb_test_prompt(host), '{'));
	ck_assert_int_gt(strcspn(venvb_test_prompt(host), "@"), 0);
	ck_assert_ptr_null(strchr(venvb_test_prompt(host), '.'));
}
END_TEST

START_TEST(parentheses)
{
	expect(VENVB_OK, "shop");
	ck_assert_ptr_null(venvb_test_key(host, "prompt-parentheses"));
	venvb_test_option(host, "parentheses", "no");
	venvb_test_option(host, "format", "[{name}]");
	expect(VENVB_OK, "[.venv]");
	ck_assert_str_eq(venvb_test_key(host, "prompt-parentheses"), "no");
}
END_TEST

/* The nearest one wins, above the environment. */
START_TEST(project)
{
	static const struct {
		const char *mark, *project;
	} marks[] = {{NULL, "deep"}, {".git", "outer"}, {"in/pyproject.toml", "in"}};
	char path[128];

	snprintf(path, sizeof(path), "%s/outer", directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/outer/in", directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	for (size_t i = 0; i < VB_COUNT(marks); i++) {
		if (marks[i].mark) {
			snprintf(path, sizeof(path), "%s/outer/%s", directory, marks[i].mark);
			ck_assert_int_eq(mkdir(path, 0700), 0);
		}
		snprintf(path, sizeof(path), "%s/outer/in/deep/env", directory);
		venvb_test_request(host, "target", path);
		expect(VENVB_OK, marks[i].project);
	}
}
END_TEST

START_TEST(top_of_the_file_system)
{
	venvb_test_option(host, "format", "<{project}>");
	venvb_test_request(host, "target", "/env");
	expect(VENVB_OK, "<>");
}
END_TEST

START_TEST(failing_calls)
{
	venvb_test_option(host, "format", "{name} {project} {python}");
	for (uint64_t number = 1;; number++) {
		ck_assert_uint_lt(number, 50);
		venvb_test_fail_call(host, NULL, number, VENVB_FAILED);
		if (venvb_test_call(host, "scripts", "before") == VENVB_OK &&
			venvb_test_calls(host) < number)
			break;
	}
}
END_TEST

Suite *suite_prompt(void)
{
	Suite *suite = suite_create("prompt");
	TCase *cases = tcase_create("prompt");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, templates, 0, VB_COUNT(formats));
	tcase_add_test(cases, user_and_host);
	tcase_add_test(cases, parentheses);
	tcase_add_test(cases, project);
	tcase_add_test(cases, top_of_the_file_system);
	tcase_add_test(cases, failing_calls);
	suite_add_tcase(suite, cases);
	return suite;
}
