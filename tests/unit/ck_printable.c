/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/printable.h"

static const struct {
	const char *text, *shown;
	size_t width;
} rows[] = {
	{"", "", 0},
	{"plain, with\ta tab\nand a line", "plain, with\ta tab\nand a line", 28},
	{"caf\u00e9 \u65e5\u672c", "caf\u00e9 \u65e5\u672c", 7},
	{"\033[2J\r\a\x7f", "\\x1b[2J\\x0d\\x07\\x7f", 19},
	{"\xc2\x9b"
	 "31m\xc2\xa0",
		"\\xc2\\x9b31m\xc2\xa0", 12},
	{"\x9b\xff\xe9t\xc3", "\\x9b\\xff\\xe9t\\xc3", 17},
};

START_TEST(what_a_terminal_would_obey_is_escaped)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_printable_add(&out, rows[_i].text, strlen(rows[_i].text));
	ck_assert_str_eq(out.data, rows[_i].shown);
	ck_assert_uint_eq(vb_printable_width(out.data), rows[_i].width);
}
END_TEST

START_TEST(a_nul_is_shown)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_printable_add(&out, "a\0b", 3);
	ck_assert_str_eq(out.data, "a\\x00b");
}
END_TEST

START_TEST(a_line_stays_a_line)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_printable_add_line(&out, "a\nb\tc", 5);
	ck_assert_str_eq(out.data, "a\\x0ab\\x09c");
	vb_buf_clear(&out);
	vb_printable_add(&out, "a\nb\tc", 5);
	ck_assert_str_eq(out.data, "a\nb\tc");
}
END_TEST

Suite *suite_printable(void)
{
	Suite *suite = suite_create("printable");
	TCase *tcase = tcase_create("printable");

	tcase_add_loop_test(tcase, what_a_terminal_would_obey_is_escaped, 0, VB_COUNT(rows));
	tcase_add_test(tcase, a_line_stays_a_line);
	tcase_add_test(tcase, a_nul_is_shown);
	suite_add_tcase(suite, tcase);
	return suite;
}
