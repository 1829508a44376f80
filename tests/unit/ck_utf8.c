/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/utf8.h"

static const struct {
	const char *bytes;
	bool valid;
} samples[] = {
	{"", true},
	{"ascii\n\t", true},
	{"\xc2\x80 \xdf\xbf", true},
	{"\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf", true},
	{"\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", true},
	{"\x80", false},
	{"\xc0\x80", false},
	{"\xc1\xbf", false},
	{"\xe0\x9f\xbf", false},
	{"\xed\xa0\x80", false},
	{"\xf0\x8f\xbf\xbf", false},
	{"\xf4\x90\x80\x80", false},
	{"\xf5\x80\x80\x80", false},
	{"\xe2\x82", false},
	{"a\xe2\x82(", false},
	{"\xff", false},
};

START_TEST(validity)
{
	ck_assert_int_eq(
		vb_utf8_is_valid(samples[_i].bytes, strlen(samples[_i].bytes)), samples[_i].valid);
}
END_TEST

START_TEST(never_reads_behind_the_end)
{
	static const char character[] = "\xf0\x9f\x98\x80";

	for (size_t len = 0; len < 4; len++) {
		char *exact = malloc(len + 1);

		ck_assert_ptr_nonnull(exact);
		memcpy(exact, character, len);
		ck_assert_uint_eq(vb_utf8_length(exact, len), 0);
		free(exact);
	}
	ck_assert_uint_eq(vb_utf8_length(character, 4), 4);
}
END_TEST

Suite *suite_utf8(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tcase = tcase_create("utf8");

	tcase_add_loop_test(tcase, validity, 0, (int)VB_COUNT(samples));
	tcase_add_test(tcase, never_reads_behind_the_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
