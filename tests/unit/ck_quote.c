/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/quote.h"

static const struct {
	vb_quote_fn *quote;
	const char *text, *quoted;
} cases[] = {
	{vb_quote_sh, "", "''"},
	{vb_quote_sh, "a b", "'a b'"},
	{vb_quote_sh, "it's $(x) `y` \\", "'it'\\''s $(x) `y` \\'"},
	{vb_quote_sh, "\xff\n", "'\xff\n'"},
	{vb_quote_csh, "ba!ng", "'ba'\\!'ng'"},
	{vb_quote_csh, "a'b\\c\nd", "'a'\\''b'\\\\'c\\\nd'"},
	{vb_quote_fish, "a'b\\", "'a\\'b\\\\'"},
	{vb_quote_nushell, "", "r#''#"},
	{vb_quote_nushell, "a'b", "r#'a'b'#"},
	{vb_quote_nushell, "a'#b'##c", "r###'a'#b'##c'###"},
	{vb_quote_nushell, "##a", "r###'##a'###"},
	{vb_quote_nushell, "a##", "r#'a##'#"},
	{vb_quote_powershell, "$x it's", "'$x it''s'"},
	{vb_quote_powershell, "\xe2\x80\x99;x", "'\xe2\x80\x99\xe2\x80\x99;x'"},
	{vb_quote_powershell, "\xe2\x80", "'\xe2\x80'"},
	{vb_quote_python, "a'\\\n\x7f", "'a\\'\\\\\\x0a\\x7f'"},
	{vb_quote_python, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x8d", "'\\xe9\\u20ac\\U0001f40d'"},
	{vb_quote_python, "\xff\xc3", "'\\udcff\\udcc3'"},
	{vb_quote_ansi_c, "", ""},
	{vb_quote_ansi_c, "a b'\\\xc3\xa9", "a b'\\\xc3\xa9"},
	{vb_quote_ansi_c, "a\nb", "$'a\\x0ab'"},
	{vb_quote_ansi_c, "\xc3\xa9'\\\xff", "$'\xc3\xa9\\'\\\\\\xff'"},
	{vb_quote_ansi_c, "\x7f\r\t", "$'\\x7f\\x0d\\x09'"},
};

START_TEST(each_language_has_its_literal)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, "before ");
	cases[_i].quote(&out, cases[_i].text);
	ck_assert_str_eq(out.data + strlen("before "), cases[_i].quoted);
}
END_TEST

START_TEST(shells_are_found_by_program)
{
	ck_assert_ptr_eq((void *)vb_quote_find("/usr/bin/fish"), (void *)vb_quote_fish);
	ck_assert_ptr_eq((void *)vb_quote_find("-tcsh"), (void *)vb_quote_csh);
	ck_assert_ptr_eq((void *)vb_quote_find("bash"), (void *)vb_quote_sh);
	ck_assert_ptr_null((void *)vb_quote_find("rc"));
	ck_assert_ptr_null((void *)vb_quote_find(""));
}
END_TEST

START_TEST(words_are_quoted_only_when_they_must)
{
	static const struct {
		const char *text, *written;
	} words[] = {
		{".venv/bin/activate", ".venv/bin/activate"},
		{"", "''"},
		{"-x", "'-x'"},
		{"a b", "'a b'"},
		{"~x", "'~x'"},
		{"\xc3\xa9", "'\xc3\xa9'"},
	};

	for (size_t i = 0; i < VB_COUNT(words); i++) {
		vb_auto_buf out = VB_BUF_INIT;

		vb_quote_word(&out, vb_quote_sh, words[i].text);
		ck_assert_str_eq(out.data, words[i].written);
	}
}
END_TEST

Suite *suite_quote(void)
{
	Suite *suite = suite_create("quote");
	TCase *tcase = tcase_create("quote");

	tcase_add_loop_test(tcase, each_language_has_its_literal, 0, VB_COUNT(cases));
	tcase_add_test(tcase, shells_are_found_by_program);
	tcase_add_test(tcase, words_are_quoted_only_when_they_must);
	suite_add_tcase(suite, tcase);
	return suite;
}
