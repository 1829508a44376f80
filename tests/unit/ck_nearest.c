/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/nearest.h"

static const struct {
	const char *a, *b;
	unsigned distance;
} distances[] = {
	{"", "", 0},
	{"", "abc", 3},
	{"abc", "abc", 0},
	{"abc", "abd", 1},
	{"abc", "acb", 1},
	{"abc", "ab", 1},
	{"abc", "xabc", 1},
	{"kitten", "sitting", 3},
	{"create", "craete", 1},
	{"copies", "symlinks", 6},
};

START_TEST(distances_are_known_and_symmetric)
{
	ck_assert_uint_eq(
		vb_nearest_distance(distances[_i].a, distances[_i].b), distances[_i].distance);
	ck_assert_uint_eq(
		vb_nearest_distance(distances[_i].b, distances[_i].a), distances[_i].distance);
}
END_TEST

START_TEST(long_names_are_cut)
{
	char a[1000], b[1000];

	memset(a, 'a', sizeof(a) - 1);
	memset(b, 'b', sizeof(b) - 1);
	a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
	ck_assert_uint_eq(vb_nearest_distance(a, b), 63);
}
END_TEST

static const struct {
	const char *typed, *nearest;
} suggestions[] = {
	{"craete", "create"},
	{"link-mdoe", "link-mode"},
	{"link", "link-mode"},
	{"systemsitepackages", "system-site-packages"},
	{"xx", NULL},
	{"", NULL},
	{"zebra", NULL},
	{"seeed", "seed"},
	{"clean", "clear"},
};

START_TEST(suggests_what_is_near_only)
{
	static const char *const known[] = {
		"create", "clear", "link-mode", "seed", "system-site-packages", "cache"};
	const char *nearest = vb_nearest(suggestions[_i].typed, known, VB_COUNT(known));

	if (suggestions[_i].nearest)
		ck_assert_str_eq(nearest, suggestions[_i].nearest);
	else
		ck_assert_ptr_null(nearest);
}
END_TEST

Suite *suite_nearest(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tcase = tcase_create("nearest");

	tcase_add_loop_test(tcase, distances_are_known_and_symmetric, 0, VB_COUNT(distances));
	tcase_add_test(tcase, long_names_are_cut);
	tcase_add_loop_test(tcase, suggests_what_is_near_only, 0, VB_COUNT(suggestions));
	suite_add_tcase(suite, tcase);
	return suite;
}
