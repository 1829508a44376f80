/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/base64.h"

/* The first seven are RFC 4648's own (§10). */
static const struct {
	const char *bytes;
	size_t len;
	const char *standard, *url, *hexadecimal;
} samples[] = {
	{"", 0, "", "", ""},
	{"f", 1, "Zg==", "Zg", "66"},
	{"fo", 2, "Zm8=", "Zm8", "666f"},
	{"foo", 3, "Zm9v", "Zm9v", "666f6f"},
	{"foob", 4, "Zm9vYg==", "Zm9vYg", "666f6f62"},
	{"fooba", 5, "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
	{"foobar", 6, "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
	{"\xfb\xff\xfe", 3, "+//+", "-__-", "fbfffe"},
	{"\0\0", 2, "AAA=", "AAA", "0000"},
	{"\xff", 1, "/w==", "_w", "ff"},
};

START_TEST(bytes_have_one_text)
{
	char text[32];

	ck_assert_uint_lt(VB_BASE16_ROOM(samples[_i].len), sizeof(text));
	vb_base64(samples[_i].bytes, samples[_i].len, text);
	ck_assert_str_eq(text, samples[_i].standard);
	ck_assert_uint_eq(strlen(text) + 1, VB_BASE64_ROOM(samples[_i].len));
	vb_base64_url(samples[_i].bytes, samples[_i].len, text);
	ck_assert_str_eq(text, samples[_i].url);
	vb_base16(samples[_i].bytes, samples[_i].len, text);
	ck_assert_str_eq(text, samples[_i].hexadecimal);
	ck_assert_uint_eq(strlen(text) + 1, VB_BASE16_ROOM(samples[_i].len));
}
END_TEST

START_TEST(a_text_has_its_bytes)
{
	const char *text = samples[_i].standard;
	vb_auto_buf bytes = VB_BUF_INIT;

	vb_buf_adds(&bytes, "x");
	ck_assert(vb_base64_decode(text, strlen(text), &bytes));
	ck_assert_uint_eq(bytes.len, samples[_i].len + 1);
	ck_assert_mem_eq(bytes.data + 1, samples[_i].bytes, samples[_i].len);
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
	static const char *const texts[] = {"?", "Z", "Zg", "Zg=", "Zm8", "Zg==Zg==", "=",
		"==", "====", "Z===", "Zh==", "Zm9=", "Zm9v\n", "-__-", "Zm 9v"};
	vb_auto_buf bytes = VB_BUF_INIT;

	for (size_t i = 0; i < VB_COUNT(texts); i++)
		ck_assert_msg(
			!vb_base64_decode(texts[i], strlen(texts[i]), &bytes), "%s", texts[i]);
	ck_assert(!vb_base64_decode("Zg\0=", 4, &bytes));
}
END_TEST

Suite *suite_base64(void)
{
	Suite *suite = suite_create("base64");
	TCase *tcase = tcase_create("base64");

	tcase_add_loop_test(tcase, bytes_have_one_text, 0, (int)VB_COUNT(samples));
	tcase_add_loop_test(tcase, a_text_has_its_bytes, 0, (int)VB_COUNT(samples));
	tcase_add_test(tcase, what_is_no_text_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
