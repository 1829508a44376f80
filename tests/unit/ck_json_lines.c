/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/json.h"
#include "core/json_lines.h"

static const char text[] = "{\n"
			   "  \"a\": {\"x\": [1, {\"b\": \"}\\\"]\"}],\n"
			   "        \"y\": null},\n"
			   "\n"
			   "  \"b\":\n"
			   "    {\"a\": -1.5e3, \"\\u0061\\u00e9\\ud83d\\ude00\\n\":\n"
			   "     true, \"deep\": {\"er\": []}}, \"c\"\n"
			   "  : \"\\\\\", \"d\": false\n"
			   "}\n";

static const struct {
	const char *path[4];
	unsigned line;
} places[] = {
	{{"a"}, 2},
	{{"a", "x"}, 2},
	{{"a", "y"}, 3},
	{{"a", "b"}, 0},
	{{"b"}, 5},
	{{"b", "a"}, 6},
	{{"b", "a\u00e9\U0001f600\n"}, 6},
	{{"b", "deep", "er"}, 7},
	{{"c"}, 7},
	{{"d"}, 8},
	{{"e"}, 0},
	{{"c", "d"}, 0},
	{{NULL}, 0},
};

START_TEST(keys_are_found_on_their_lines)
{
	ck_assert_uint_eq(vb_json_line(text, strlen(text), places[_i].path), places[_i].line);
}
END_TEST

START_TEST(the_text_is_what_jansson_accepts)
{
	vb_auto_err err = VB_ERR_INIT;
	json_t *json = NULL;

	ck_assert_int_eq(vb_json_parse(text, strlen(text), "text", &json, &err), 0);
	json_decref(json);
}
END_TEST

START_TEST(stays_within_any_text)
{
	static const char *const path[] = {"b", "deep", "er", NULL};

	for (size_t len = 0; len <= strlen(text); len++) {
		char *part = malloc(len ? len : 1);

		ck_assert_ptr_nonnull(part);
		memcpy(part, text, len);
		vb_json_line(part, len, path);
		free(part);
	}
}
END_TEST

Suite *suite_json_lines(void)
{
	Suite *suite = suite_create("json_lines");
	TCase *tcase = tcase_create("json_lines");

	tcase_add_loop_test(tcase, keys_are_found_on_their_lines, 0, VB_COUNT(places));
	tcase_add_test(tcase, the_text_is_what_jansson_accepts);
	tcase_add_test(tcase, stays_within_any_text);
	suite_add_tcase(suite, tcase);
	return suite;
}
