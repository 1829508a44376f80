/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/path.h"

static struct vb_arena *arena;

static void set_up(void)
{
	arena = vb_arena_new();
}

static void tear_down(void)
{
	vb_arena_free(arena);
}

static const struct {
	const char *path, *absolute;
} absolutes[] = {
	{"a", "/w/d/a"},
	{"./a/", "/w/d/a"},
	{".", "/w/d"},
	{"./-x", "/w/d/-x"},
	{"../a", "/w/d/../a"},
	{"//a//b/./c", "/a/b/c"},
	{"/", "/"},
	{"/.", "/"},
	{".a", "/w/d/.a"},
	{"...", "/w/d/..."},
};

START_TEST(absolute)
{
	ck_assert_str_eq(
		vb_path_absolute(arena, "/w/d", absolutes[_i].path), absolutes[_i].absolute);
}
END_TEST

START_TEST(taken_apart)
{
	ck_assert_str_eq(vb_path_base("/a/b"), "b");
	ck_assert_str_eq(vb_path_base("b"), "b");
	ck_assert_str_eq(vb_path_base("/"), "");
	ck_assert_str_eq(vb_path_dir(arena, "/a/b"), "/a");
	ck_assert_str_eq(vb_path_dir(arena, "/a"), "/");
	ck_assert_str_eq(vb_path_dir(arena, "a"), ".");
}
END_TEST

START_TEST(joined)
{
	ck_assert_str_eq(vb_path_join(arena, "/a", "b"), "/a/b");
	ck_assert_str_eq(vb_path_join(arena, "/a/", "b"), "/a/b");
	ck_assert_str_eq(vb_path_join(arena, "/a", "/b"), "/b");
	ck_assert_str_eq(vb_path_join(arena, "/a", ""), "/a");
	ck_assert_str_eq(vb_path_join(arena, "", "b"), "b");
}
END_TEST

START_TEST(within)
{
	ck_assert(vb_path_is_within("/a/b", "/a"));
	ck_assert(vb_path_is_within("/a", "/a"));
	ck_assert(vb_path_is_within("/a", "/"));
	ck_assert(!vb_path_is_within("/ab", "/a"));
	ck_assert(!vb_path_is_within("/", "/a"));
}
END_TEST

Suite *suite_path(void)
{
	Suite *suite = suite_create("path");
	TCase *tcase = tcase_create("path");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, absolute, 0, (int)VB_COUNT(absolutes));
	tcase_add_test(tcase, taken_apart);
	tcase_add_test(tcase, joined);
	tcase_add_test(tcase, within);
	suite_add_tcase(suite, tcase);
	return suite;
}
