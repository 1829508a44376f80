/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/progress.h"

#include <fcntl.h>

static void assert_line(
	const char *text, uint64_t done, uint64_t total, size_t columns, const char *expected)
{
	struct vb_progress progress = {
		.fd = -1, .began_ms = 500, .text = VB_BUF_INIT, .done = done, .total = total};
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&progress.text, text);
	vb_progress_line(&progress, 12999, columns, &out);
	ck_assert_str_eq(out.data, expected);
	ck_assert_uint_lt(out.len, columns < 20 ? 20 : columns);
	vb_buf_done(&progress.text);
}

START_TEST(a_line_has_text_bar_and_count)
{
	assert_line("unpacking", 3, 6, 40, "unpacking [#########          ] 3 of 6");
	assert_line("unpacking", 0, 6, 80, "unpacking [                              ] 0 of 6");
	assert_line("unpacking", 9, 6, 80, "unpacking [##############################] 9 of 6");
}
END_TEST

START_TEST(without_a_total_it_says_how_long)
{
	assert_line("fetching", 0, 0, 80, "fetching 12 s");
}
END_TEST

START_TEST(a_line_never_wraps)
{
	assert_line("a text that is much too long for it", 3, 6, 24, "a text that is m 3 of 6");
	assert_line("a text", 3, 6, 1, "a text [# ] 3 of 6");
	assert_line("a\nb", 3, 6, 20, "a [###    ] 3 of 6");
}
END_TEST

START_TEST(where_nobody_watches_it_is_silent)
{
	struct vb_progress progress;
	int ends[2];
	char byte;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	vb_progress_init(&progress, ends[1]);
	progress.began_ms -= 5000;
	vb_progress_show(&progress, "text", 1, 2);
	vb_progress_done(&progress);
	ck_assert_int_eq(read(ends[0], &byte, 1), -1);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

Suite *suite_progress(void)
{
	Suite *suite = suite_create("progress");
	TCase *tcase = tcase_create("progress");

	tcase_add_test(tcase, a_line_has_text_bar_and_count);
	tcase_add_test(tcase, without_a_total_it_says_how_long);
	tcase_add_test(tcase, a_line_never_wraps);
	tcase_add_test(tcase, where_nobody_watches_it_is_silent);
	suite_add_tcase(suite, tcase);
	return suite;
}
