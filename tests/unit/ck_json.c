/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/json.h"

START_TEST(mistakes_name_file_and_line)
{
	static const char text[] = "{\n  \"a\": 1,\n  \"a\": 2\n}";
	struct vb_err err = VB_ERR_INIT;
	json_t *json;

	ck_assert_int_eq(vb_json_parse(text, strlen(text), "x.json", &json, &err), -VB_EUSAGE);
	ck_assert_int_eq(strncmp(err.msg, "x.json:3: ", 10), 0);
	vb_err_done(&err);
	ck_assert_int_eq(vb_json_parse("", 0, "x.json", &json, &err), -VB_EUSAGE);
	vb_err_done(&err);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len;
	bool plain;
} samples[] = {
	{"", 0, true},
	{"plain", 5, true},
	{"caf\xc3\xa9", 5, true},
	{"\xff", 1, false},
	{"\xff\xfe", 2, false},
	{"\xff\xfe\xfd", 3, false},
	{"a\0b", 3, false},
	{"\xed\xa0\x80 surrogate", 13, false},
};

START_TEST(any_bytes_come_back)
{
	struct vb_arena *arena = vb_arena_new();
	json_auto_t *json = vb_json_bytes(samples[_i].bytes, samples[_i].len);
	size_t len = 99;
	char *bytes;

	ck_assert_int_eq(json_is_string(json), samples[_i].plain);
	bytes = vb_json_to_bytes(json, arena, &len);
	ck_assert_uint_eq(len, samples[_i].len);
	ck_assert_mem_eq(bytes, samples[_i].bytes, len);
	vb_arena_free(arena);
}
END_TEST

START_TEST(other_values_are_no_bytes)
{
	static const char *const texts[] = {
		"1", "[]", "{}", "null", "{\"base64\": 1}", "{\"base64\": \"?\"}",
		"{\"base64\": \"\", \"more\": 1}"};
	struct vb_arena *arena = vb_arena_new();

	for (size_t i = 0; i < VB_COUNT(texts); i++) {
		json_auto_t *json = json_loads(texts[i], JSON_DECODE_ANY, NULL);

		ck_assert_ptr_null(vb_json_to_bytes(json, arena, NULL));
	}
	vb_arena_free(arena);
}
END_TEST

Suite *suite_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_test(tcase, mistakes_name_file_and_line);
	tcase_add_loop_test(tcase, any_bytes_come_back, 0, (int)VB_COUNT(samples));
	tcase_add_test(tcase, other_values_are_no_bytes);
	suite_add_tcase(suite, tcase);
	return suite;
}
