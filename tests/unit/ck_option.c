/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/option.h"

static struct vb_arena *arena;
static struct vb_request request;

static void start(void)
{
	arena = vb_arena_new();
	request = (struct vb_request){0};
	vb_option_defaults(&request, arena);
}

static void stop(void)
{
	vb_arena_free(arena);
}

static int set(int id, const char *value, enum vb_layer layer)
{
	vb_auto_err err = VB_ERR_INIT;

	return vb_option_set(&request, arena, id, value, layer, "test", &err);
}

static void assert_refused(int id, const char *value, enum vb_layer layer, const char *message)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_request before = request;

	ck_assert_int_eq(
		vb_option_set(&request, arena, id, value, layer, "test", &err), -VB_EUSAGE);
	ck_assert_str_eq(err.msg, message);
	ck_assert_mem_eq(&before, &request, sizeof(request));
}

START_TEST(names_are_found_and_well_formed)
{
	for (int id = 0; id < VB_OPT_COUNT; id++) {
		const char *name = vb_options[id].name;

		ck_assert_int_eq(vb_option_find(name), id);
		ck_assert_uint_eq(
			strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(name));
		ck_assert(strncmp(name, "no-", 3) != 0);
		ck_assert((vb_options[id].type == VB_TYPE_BOOL) == !vb_options[id].argument);
		ck_assert((vb_options[id].type == VB_TYPE_CHOICE) == !!vb_options[id].choices);
	}
	ck_assert_int_eq(vb_option_find("link"), -1);
}
END_TEST

START_TEST(text_goes_round)
{
	static const struct {
		int id;
		const char *value, *text;
	} rows[] = {
		{VB_OPT_PYTHON, "3.12", "3.12"},
		{VB_OPT_COPIES, "true", "yes"},
		{VB_OPT_COPIES, "0", "no"},
		{VB_OPT_SEED, "newest", "newest"},
		{VB_OPT_LINK_MODE, "hardlink", "hardlink"},
		{VB_OPT_LINK_MODE, "auto", "auto"},
		{VB_OPT_COMPILE, "never", "never"},
		{VB_OPT_PROMPT, "", ""},
		{VB_OPT_ACTIVATORS, "", ""},
		{VB_OPT_CACHE_DIR, "/a b", "/a b"},
		{VB_OPT_HOOK_TIMEOUT, "0", "0"},
		{VB_OPT_HOOK_TIMEOUT, "010", "10"},
	};

	for (size_t i = 0; i < VB_COUNT(rows); i++) {
		ck_assert_int_eq(set(rows[i].id, rows[i].value, VB_LAYER_USER), 0);
		ck_assert_str_eq(vb_option_text(&request, arena, rows[i].id), rows[i].text);
		ck_assert_int_eq(request.origin[rows[i].id], VB_LAYER_USER);
		ck_assert_str_eq(request.source[rows[i].id], "test");
	}
	ck_assert_int_eq(request.seed, VB_SEED_NEWEST);
	ck_assert_int_eq(request.compile, VB_COMPILE_NEVER);
	ck_assert_uint_eq(request.hook_timeout, 10);
}
END_TEST

START_TEST(defaults_are_those_of_the_table)
{
	for (int id = 0; id < VB_OPT_COUNT; id++) {
		const char *text = vb_option_text(&request, arena, id);

		if (vb_options[id].default_value)
			ck_assert_str_eq(text, vb_options[id].default_value);
		else
			ck_assert_ptr_null(text);
		ck_assert_int_eq(request.origin[id], VB_LAYER_BUILTIN);
	}
}
END_TEST

START_TEST(wrong_values_say_what_was_expected)
{
	assert_refused(
		VB_OPT_COPIES, "maybe", VB_LAYER_USER, "'copies' is 'maybe': expected yes or no");
	assert_refused(VB_OPT_LINK_MODE, "hard", VB_LAYER_USER,
		"'link-mode' is 'hard': expected auto, clone, hardlink or copy");
	assert_refused(VB_OPT_LINK_MODE, "", VB_LAYER_USER,
		"'link-mode' is '': expected auto, clone, hardlink or copy");
	assert_refused(VB_OPT_CACHE_DIR, "a", VB_LAYER_USER,
		"'cache-dir' is 'a': expected an absolute path");
	assert_refused(VB_OPT_HOOK_TIMEOUT, "-1", VB_LAYER_USER,
		"'hook-timeout' is '-1': expected a whole number of seconds");
	assert_refused(VB_OPT_HOOK_TIMEOUT, "", VB_LAYER_USER,
		"'hook-timeout' is '': expected a whole number of seconds");
	assert_refused(VB_OPT_HOOK_TIMEOUT, "10000000", VB_LAYER_USER,
		"'hook-timeout' is '10000000': expected a whole number of seconds");
	assert_refused(VB_OPT_PYTHON, "", VB_LAYER_USER, "'python' is empty: expected WHAT");
}
END_TEST

START_TEST(the_higher_layer_wins)
{
	ck_assert_int_eq(set(VB_OPT_PYTHON, "3.11", VB_LAYER_COMMAND_LINE), 0);
	ck_assert_int_eq(set(VB_OPT_PYTHON, "3.12", VB_LAYER_USER), 0);
	ck_assert_str_eq(request.python, "3.11");
	ck_assert_int_eq(set(VB_OPT_PYTHON, "3.13", VB_LAYER_COMMAND_LINE), 0);
	ck_assert_str_eq(request.python, "3.13");
	ck_assert_int_eq(set(VB_OPT_PYTHON, "3.14", VB_LAYER_PLUGIN), 0);
	ck_assert_str_eq(request.python, "3.14");
}
END_TEST

START_TEST(closed_layers_are_refused)
{
	assert_refused(VB_OPT_LINK_MODE, "copy", VB_LAYER_PROJECT,
		"a project's file may not set 'link-mode': set it in your own configuration or on "
		"the command line");
	assert_refused(VB_OPT_CLEAR, "yes", VB_LAYER_USER, "only the command line may set 'clear'");
	assert_refused(
		VB_OPT_FORCE, "yes", VB_LAYER_PLUGIN, "only the command line may set 'force'");
	ck_assert_int_eq(set(VB_OPT_CLEAR, "yes", VB_LAYER_COMMAND_LINE), 0);
	ck_assert(request.clear);
	ck_assert_int_eq(set(VB_OPT_PROMPT, "x", VB_LAYER_PROJECT), 0);
}
END_TEST

Suite *suite_option(void)
{
	Suite *suite = suite_create("option");
	TCase *tcase = tcase_create("option");

	tcase_add_checked_fixture(tcase, start, stop);
	tcase_add_test(tcase, names_are_found_and_well_formed);
	tcase_add_test(tcase, text_goes_round);
	tcase_add_test(tcase, defaults_are_those_of_the_table);
	tcase_add_test(tcase, wrong_values_say_what_was_expected);
	tcase_add_test(tcase, the_higher_layer_wins);
	tcase_add_test(tcase, closed_layers_are_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
