/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/process_state.h"

#include <sys/stat.h>

static const struct {
	const char *before, *after, *text; /* NULL: nothing differs */
} differences[] = {
	{"", "", NULL},
	{"a\nb\n", "a\nb\n", NULL},
	{"a\nb\n", "b\na\n", NULL},
	{"a\n", "a\nb\n", "there is b"},
	{"a\nb\n", "a\n", "there was b"},
	{"a 1\nb\n", "b\na 2\n", "there was a 1, and now there is a 2"},
	{"ab\n", "a\n", "there was ab, and now there is a"},
};

START_TEST(first_differences_are_told)
{
	vb_auto_buf text = VB_BUF_INIT;
	bool differs =
		vb_process_state_differ(differences[_i].before, differences[_i].after, &text);

	ck_assert_int_eq(differs, differences[_i].text != NULL);
	ck_assert_str_eq(text.data, differences[_i].text ? differences[_i].text : "");
}
END_TEST

START_TEST(undisturbed_is_the_same)
{
	vb_auto_buf before = VB_BUF_INIT, after = VB_BUF_INIT;

	vb_process_states[_i].describe(&before);
	vb_process_states[_i].describe(&after);
	ck_assert_str_ne(before.data, "");
	ck_assert_str_eq(before.data, after.data);
}
END_TEST

START_TEST(change_is_seen)
{
	vb_auto_buf before = VB_BUF_INIT, after = VB_BUF_INIT, text = VB_BUF_INIT;

	umask(022);
	vb_process_states[VB_PROCESS_UMASK].describe(&before);
	umask(077);
	vb_process_states[VB_PROCESS_UMASK].describe(&after);
	vb_process_state_differ(before.data, after.data, &text);
	ck_assert_str_eq(text.data, "there was the umask 022, and now there is the umask 077");
}
END_TEST

Suite *suite_process_state(void)
{
	Suite *suite = suite_create("process state");
	TCase *tc = tcase_create("differences");

	tcase_add_loop_test(tc, first_differences_are_told, 0, VB_COUNT(differences));
	tcase_add_loop_test(tc, undisturbed_is_the_same, 0, VB_PROCESS_COUNT);
	tcase_add_test(tc, change_is_seen);
	suite_add_tcase(suite, tc);
	return suite;
}
