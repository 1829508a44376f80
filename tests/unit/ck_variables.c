/* SPDX-License-Identifier: MIT */
/* The plugin variables in the test kit's host: files, options, and names that are refused. */
#include "tests/unit/check.h"
#include "tests/unit/shipped.h"

#include "core/buf.h"
#include "core/fsat.h"

#include <fcntl.h>
#include <venvb/test.h>

static struct venvb_test *host;
static char directory[64], path[128];

static void setup(void)
{
	snprintf(directory, sizeof(directory), "/tmp/ck_variables.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	host = venvb_test_new(shipped_plugin("variables"));
	venvb_test_request(host, "target", "/srv/.venv");
}

static void teardown(void)
{
	vb_auto_err err = VB_ERR_INIT;

	venvb_test_free(host);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
}

static const char *write_file(const char *name, const char *bytes, size_t len)
{
	vb_auto_err err = VB_ERR_INIT;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	ck_assert_int_eq(vb_fsat_replace(AT_FDCWD, path, 0666, bytes, len, &err), 0);
	return path;
}

/* TEXT is what is set, or a part of the reason. */
static void expect(int32_t code, const char *text)
{
	int32_t got = venvb_test_call(host, "scripts", "before");

	ck_assert_msg(got == code, "%d: %s", got, venvb_test_reason(host));
	if (code == VENVB_OK)
		ck_assert_str_eq(venvb_test_variables(host), text);
	else
		ck_assert_msg(strstr(venvb_test_reason(host), text), "%s", venvb_test_reason(host));
	ck_assert_ptr_null(strstr(venvb_test_reason(host), "SECRET"));
}

static const struct {
	const char *file;
	int32_t code;
	const char *text;
} files[] = {
	{"", VENVB_OK, ""},
	{"\n  \n# c\n\t# d=e\n", VENVB_OK, ""},
	{"A=b", VENVB_OK, "A=b\n"},
	{"\xef\xbb\xbf"
	 "A=b\r\nC=d\r\n\r\n",
		VENVB_OK, "A=b\nC=d\n"},
	{"export A=b\nexport\tB=c\nexportX=d\nexport=e", VENVB_OK,
		"A=b\nB=c\nexportX=d\nexport=e\n"},
	{" A = b c \t\n", VENVB_OK, "A=b c\n"},
	{"A=\nB=\"\"\nC=''", VENVB_OK, "A=\nB=\nC=\n"},
	{"A=b#c # d\nB=# e\nC= #f", VENVB_OK, "A=b#c\nB=\nC=\n"},
	{"A=$B ${C} $(d) `e` \\n %f {env}", VENVB_OK, "A=$B ${C} $(d) `e` \\n %f {env}\n"},
	{"A='b\\n\"$c' # d", VENVB_OK, "A=b\\n\"$c\n"},
	{"A=\"b\\\\ \\\" \\$c \\` \\t \\d 'e'\"", VENVB_OK, "A=b\\ \" $c ` \t \\d 'e'\n"},
	{"A=\"b\nc\"\nB='d\ne'\nF=g", VENVB_OK, "A=b\nc\nB=d\ne\nF=g\n"},
	{"A=b'c'", VENVB_OK, "A=b'c'\n"},
	{"A=1\nA=2\n", VENVB_OK, "A=2\n"},
	{"A\n", VENVB_FAILED, ":1: expected NAME=VALUE"},
	{"\nexport A\nB=SECRET", VENVB_FAILED, ":2: expected NAME=VALUE"},
	{"A='SECRET\n\n", VENVB_FAILED, ":1: the quote is not closed"},
	{"A=\"\n\"\nB='SECRET' x", VENVB_FAILED, ":3: something stands behind"},
	{"A-B=SECRET", VENVB_FAILED, ":1: 'A-B' cannot be set: a name is"},
	{"1=SECRET", VENVB_FAILED, ":1: '1' cannot be set: a name is"},
	{"aSECRETb/c=d", VENVB_FAILED, ":1: '...' cannot be set: a name is"},
	{"=SECRET", VENVB_FAILED, ":1: '' cannot be set: a name is"},
	{"PATH=SECRET", VENVB_FAILED, "prepend or append to it"},
	{"A=\"b\n\"\nPS1=x", VENVB_FAILED, ":3: 'PS1' cannot be set: activation sets it"},
};

START_TEST(in_files)
{
	venvb_test_option(
		host, "env-file", write_file(".env", files[_i].file, strlen(files[_i].file)));
	expect(files[_i].code, files[_i].text);
}
END_TEST

START_TEST(odd_files)
{
	venvb_test_option(host, "env-file", write_file("nul", "A=\0b", 4));
	expect(VENVB_FAILED, "there is a NUL in it");
	venvb_test_option(host, "env-file", directory);
	expect(VENVB_FAILED, "is not a file");
	venvb_test_option(host, "env-file", "/nonexistent/x");
	expect(VENVB_FAILED, "'/nonexistent/x' cannot be read: No such file or directory");
}
END_TEST

START_TEST(large_file)
{
	vb_auto_buf text = VB_BUF_INIT;

	while (text.len < 1024 * 1024)
		vb_buf_addch(&text, '\n');
	venvb_test_option(host, "env-file", write_file("large", text.data, text.len - 1));
	expect(VENVB_OK, "");
	venvb_test_option(host, "env-file", write_file("large", text.data, text.len));
	expect(VENVB_FAILED, "is larger than 1 MiB");
}
END_TEST

START_TEST(later_wins)
{
	write_file("10.env", "A=10\nB=10\nC=10\nD=10\n", 20);
	write_file("9.env", "A=9\nB=9\n", 8);
	write_file(".hidden.env", "E=1", 3);
	write_file("x.environment", "E=1", 3);
	venvb_test_option(host, "activate-d", directory);
	expect(VENVB_OK, "A=9\nB=9\nC=10\nD=10\n");
	venvb_test_option(host, "env-file", write_file("x", "B=x\n", 4));
	venvb_test_option(host, "set", "C=s");
	venvb_test_option(host, "set", "C=");
	venvb_test_option(host, "prepend", "D=p");
	expect(VENVB_OK, "A=9\nB=x\nC=\nD=p:10\n");
}
END_TEST

START_TEST(options)
{
	venvb_test_option(host, "set", "A={env}/etc {{x}}=$y");
	venvb_test_option(host, "prepend", "PATH=/a");
	venvb_test_option(host, "prepend", "M=/m");
	venvb_test_option(host, "prepend", "PATH={env}/b");
	venvb_test_option(host, "append", "PATHS=/c");
	expect(VENVB_OK, "A=/srv/.venv/etc {x}=$y\nPATH=/a:/srv/.venv/b:$PATH\nM=/m:$M\n"
			 "PATHS=$PATHS:/c\n");
}
END_TEST

static const struct {
	const char *option, *value, *reason;
} wrong[] = {
	{"set", "A", "option 'set': expected NAME=VALUE"},
	{"set", "A={SECRET}", "option 'set': a single brace in the value of 'A'"},
	{"set", "A=}", "a single brace"},
	{"set", "PATH=SECRET", "option 'set': 'PATH' cannot be set: without"},
	{"append", "VIRTUAL_ENV=x", "option 'append': 'VIRTUAL_ENV' cannot be set: activation"},
	{"set", "status=x", "'status' cannot be set: zsh or fish"},
	{"set", "_OLD_VIRTUAL_PATH=x", "keeps its own things"},
	{"set", "UID=1", "shells refuse"},
	{"activate-d", "/nonexistent", "option 'activate-d': '/nonexistent' cannot be read"},
};

START_TEST(refused)
{
	venvb_test_option(host, wrong[_i].option, wrong[_i].value);
	expect(VENVB_FAILED, wrong[_i].reason);
}
END_TEST

START_TEST(failing_calls)
{
	write_file("a.env", "A=1\n", 4);
	venvb_test_option(host, "activate-d", directory);
	venvb_test_option(host, "set", "B=2");
	venvb_test_option(host, "prepend", "C={env}");
	for (uint64_t number = 1; number < 100; number++) {
		venvb_test_fail_call(host, NULL, number, VENVB_FAILED);
		if (venvb_test_call(host, "scripts", "before") == VENVB_OK &&
			venvb_test_calls(host) < number)
			return;
	}
	ck_abort_msg("it does not come to an end");
}
END_TEST

Suite *suite_variables(void)
{
	Suite *suite = suite_create("variables");
	TCase *cases = tcase_create("variables");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_loop_test(cases, in_files, 0, VB_COUNT(files));
	tcase_add_test(cases, odd_files);
	tcase_add_test(cases, large_file);
	tcase_add_test(cases, later_wins);
	tcase_add_test(cases, options);
	tcase_add_loop_test(cases, refused, 0, VB_COUNT(wrong));
	tcase_add_test(cases, failing_calls);
	suite_add_tcase(suite, cases);
	return suite;
}
