/* SPDX-License-Identifier: MIT */
/* The plugin run in the test kit's host: what its programs are given, and what their answers do. */
#include "tests/unit/check.h"
#include "tests/unit/shipped.h"

#include "core/arena.h"
#include "core/json.h"

#include <venvb/test.h>

static struct venvb_test *host;

static void setup(void)
{
	host = venvb_test_new(shipped_plugin("run"));
	venvb_test_option(host, "after-packages", "/hooks/it");
	venvb_test_option(host, "check", "/hooks/judge");
}

static void teardown(void)
{
	venvb_test_free(host);
}

static void expect(int32_t code, const char *reason)
{
	int32_t got = venvb_test_call(host, "packages", "after");

	ck_assert_msg(got == code, "%d: %s", got, venvb_test_reason(host));
	ck_assert_str_eq(venvb_test_reason(host), reason);
}

START_TEST(nothing_to_run)
{
	ck_assert_int_eq(venvb_test_call(host, "dirs", "after"), VENVB_OK);
	ck_assert_str_eq(venvb_test_programs(host), "");
}
END_TEST

START_TEST(what_it_is_given)
{
	const char *ran, *input;
	struct vb_arena *arena = vb_arena_new();
	vb_auto_err err = VB_ERR_INIT;
	json_auto_t *json = NULL;

	venvb_test_option(host, "arguments", "a b");
	venvb_test_option(host, "arguments", "c");
	venvb_test_request(host, "target", "/x/\xff");
	venvb_test_answer(host, 0, "", "");
	expect(VENVB_OK, "");
	ran = venvb_test_programs(host);
	ck_assert_ptr_nonnull(strstr(ran, "HOOK_STAGE=packages HOOK_MOMENT=after "));
	ck_assert_ptr_nonnull(strstr(ran, " /hooks/it a b c < {"));
	input = strstr(ran, " < ") + 3;
	ck_assert_int_eq(
		vb_json_parse(input, (size_t)(strrchr(input, '}') + 1 - input), "it", &json, &err),
		0);
	ck_assert_str_eq(vb_json_member(json, "moment", arena), "after");
	ck_assert_str_eq(vb_json_member(json, "target", arena), "/x/\xff");
	ck_assert(json_is_false(json_object_get(json, "dry-run")));
	ck_assert(json_is_array(json_object_get(json, "plan")));
	vb_arena_free(arena);
}
END_TEST

START_TEST(edits_are_made_in_order)
{
	venvb_test_answer(host, 0,
		"[{\"edit\": \"file\", \"path\": \"etc/a\", \"content\": {\"base64\": "
		"\"aGVsbG8=\"},"
		" \"executable\": true}, {\"edit\": \"prompt\", \"text\": \"p\"},"
		" {\"edit\": \"variable\", \"name\": \"V\", \"value\": \"v\", \"how\": \"append\"},"
		" {\"edit\": \"log\", \"text\": \"said\"}]",
		"one\n\ntwo");
	expect(VENVB_OK, "");
	ck_assert_str_eq(venvb_test_content(host, "etc/a"), "hello");
	ck_assert_str_eq(venvb_test_prompt(host), "p");
	ck_assert_str_eq(venvb_test_variables(host), "V=$V:v\n");
	ck_assert_str_eq(venvb_test_log(host), "notice one\nnotice two\nnotice said\n");
}
END_TEST

START_TEST(nothing_is_made_when_one_is_wrong)
{
	venvb_test_answer(host, 0,
		"[{\"edit\": \"dir\", \"path\": \"d\"}, {\"edit\": \"dir\", \"pathe\": \"d\"}]",
		"");
	expect(VENVB_FAILED,
		"'/hooks/it' printed an edit 2 (dir) whose member \"pathe\" is not known");
	ck_assert_ptr_null(venvb_test_content(host, "d"));
}
END_TEST

static const struct {
	int32_t status;
	const char *output, *errors;
	int32_t code;
	const char *reason;
} ends[] = {
	{0, " \n", "", VENVB_OK, ""},
	{0, "[]", "", VENVB_OK, ""},
	{3, "", "no\n", VENVB_DENIED, "'/hooks/it': no"},
	{3, "", "", VENVB_DENIED, "'/hooks/it': denied without a reason"},
	{3, "[{\"edit\": \"deny\", \"reason\": \"r\"}]", "", VENVB_DENIED, "r"},
	{3, "[{\"edit\": \"deny\", \"reason\": \"r\"}]", "s", VENVB_DENIED, "r\n'/hooks/it': s"},
	{3, "[{\"edit\": \"remove\", \"path\": \"none\"}]", "s", VENVB_DENIED, "'/hooks/it': s"},
	{0, "[{\"edit\": \"deny\", \"reason\": \"r\"}]", "", VENVB_DENIED, "r"},
	{1, "[]", "\n\n x \n", VENVB_FAILED, "'/hooks/it' ended with exit status 1: x"},
	{139, "", "", VENVB_FAILED, "'/hooks/it' ended with exit status 139 (128 and signal 11)"},
	{0, "{}", "", VENVB_FAILED, "'/hooks/it' printed JSON that is no array of edits"},
	{0, "[{\"edit\": \"dir\"}]", "", VENVB_FAILED,
		"'/hooks/it' printed an edit 1 (dir) without the member \"path\""},
};

START_TEST(how_it_ends)
{
	venvb_test_answer(host, ends[_i].status, ends[_i].output, ends[_i].errors);
	expect(ends[_i].code, ends[_i].reason);
}
END_TEST

START_TEST(a_program_that_is_not_trusted)
{
	venvb_test_distrust(host, "/hooks");
	ck_assert_int_eq(venvb_test_call(host, "packages", "after"), VENVB_FAILED);
	ck_assert_str_eq(venvb_test_programs(host), "");
}
END_TEST

/* Whatever call fails, the hook ends, and not well unless the call is one it can do without. */
START_TEST(every_call_may_fail)
{
	for (uint64_t number = 1; number < 10000; number++) {
		venvb_test_answer(host, 0, "[{\"edit\": \"dir\", \"path\": \"d\"}]", "");
		venvb_test_fail_call(host, NULL, number, VENVB_FAILED);
		venvb_test_call(host, "packages", "after");
		if (venvb_test_calls(host) < number)
			return;
		teardown();
		setup();
	}
	ck_abort_msg("it never ends");
}
END_TEST

Suite *suite_run(void)
{
	Suite *suite = suite_create("run");
	TCase *tests = tcase_create("run");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nothing_to_run);
	tcase_add_test(tests, what_it_is_given);
	tcase_add_test(tests, edits_are_made_in_order);
	tcase_add_test(tests, nothing_is_made_when_one_is_wrong);
	tcase_add_loop_test(tests, how_it_ends, 0, VB_COUNT(ends));
	tcase_add_test(tests, a_program_that_is_not_trusted);
	tcase_add_test(tests, every_call_may_fail);
	suite_add_tcase(suite, tests);
	return suite;
}
