/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/buf.h"
#include "core/image_index.h"

#define HASH "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

static struct vb_arena *arena;
static struct vb_err err;
static struct vb_image_index parsed;

static void setup(void)
{
	arena = vb_arena_new();
	err = (struct vb_err)VB_ERR_INIT;
}

static void teardown(void)
{
	vb_err_done(&err);
	vb_arena_free(arena);
}

static int parse(const char *text)
{
	return vb_image_index_parse(arena, vb_arena_str(arena, text), "index", &parsed, &err);
}

START_TEST(what_is_printed_is_read)
{
	static const struct vb_image_entry files[] = {
		{"a", 0, 0, true, false, ""},
		{"a/b c", 18446744073709551615U, 1577934246, false, true, HASH},
		{"a-b", 0, 0, false, false, ""},
	};
	static const struct vb_image_entry data[] = {
		{"scripts", 0, 0, true, false, ""},
		{"scripts/ö", 7, 1, false, false, HASH},
	};
	struct vb_image_index index = {files, data, VB_COUNT(files), VB_COUNT(data)};
	vb_auto_buf once = VB_BUF_INIT, twice = VB_BUF_INIT;

	vb_image_index_print(&index, &once);
	ck_assert_str_eq(once.data, "venvb-index 1\nfiles 3\nd a\n"
				    "x 18446744073709551615 1577934246 " HASH " a/b c\n"
				    "- 0 0 - a-b\ndata 2\nd scripts\n- 7 1 " HASH " scripts/ö\n");
	ck_assert_int_eq(parse(once.data), 0);
	ck_assert_uint_eq(parsed.count, 3);
	ck_assert_uint_eq(parsed.data_count, 2);
	ck_assert(parsed.entries[0].is_dir && !parsed.entries[1].is_dir);
	ck_assert(parsed.entries[1].executable && !parsed.entries[2].executable);
	ck_assert_str_eq(parsed.entries[1].path, "a/b c");
	ck_assert_str_eq(parsed.entries[1].sha256, HASH);
	ck_assert_str_eq(parsed.entries[2].sha256, "");
	vb_image_index_print(&parsed, &twice);
	ck_assert_str_eq(once.data, twice.data);
}
END_TEST

static const char *const malformed[][2] = {
	{"", "index:0: not an index that this version reads"},
	{"venvb-index 2\nfiles 0\ndata 0\n", "index:1: not an index that this version reads"},
	{"venvb-index 1\n", "index:1: no number of entries"},
	{"venvb-index 1\nfiles \ndata 0\n", "index:2: no number of entries"},
	{"venvb-index 1\nfiles -1\ndata 0\n", "index:2: no number of entries"},
	{"venvb-index 1\nfiles 99999999999999999999\n", "index:2: no number of entries"},
	{"venvb-index 1\nfiles 60000000\nd a\n", "index:2: it is cut short"},
	{"venvb-index 1\nfiles 1\n", "index:2: it is cut short"},
	{"venvb-index 1\nfiles 1\nd a", "index:2: it is cut short"},
	{"venvb-index 1\nfiles 1\nd abcdef\ndata 1\n", "index:4: it is cut short"},
	{"venvb-index 1\nfiles 0\n", "index:2: no number of entries"},
	{"venvb-index 1\nfiles 0\ndata 0\nd a\n", "index:3: more than was announced"},
	{"venvb-index 1\nfiles 1\nl a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\nd \ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\nd /a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\nd ..\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1 1 - a/../b\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1 1 a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1 -1 - a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1x 1 - a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1 9223372036854775808 - a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 18446744073709551616 1 - a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 1\n- 1 1 abc a\ndata 0\n", "index:3: not an entry"},
	{"venvb-index 1\nfiles 2\nd b\nd a\ndata 0\n", "index:4: out of order"},
	{"venvb-index 1\nfiles 2\nd a\nd a\ndata 0\n", "index:4: out of order"},
	{"venvb-index 1\nfiles 2\n- 1 1 - a-b\nd a\ndata 0\n", "index:4: out of order"},
	{"venvb-index 1\nfiles 1\nd a/b\ndata 0\n", "index:3: out of order"},
	{"venvb-index 1\nfiles 2\nd a\nd b/c\ndata 0\n", "index:4: out of order"},
	{"venvb-index 1\nfiles 2\n- 1 1 - a\n- 1 1 - a/b\ndata 0\n", "index:4: out of order"},
	{"venvb-index 1\nfiles 2\nd ab\n- 1 1 - abc/d\ndata 0\n", "index:4: out of order"},
};

START_TEST(what_is_malformed_is_refused)
{
	ck_assert_int_eq(parse(malformed[_i][0]), -VB_EFAIL);
	ck_assert_str_eq(err.msg, malformed[_i][1]);
}
END_TEST

START_TEST(order_is_by_component)
{
	static const char *const sorted[] = {"a", "a/b", "a/b/c", "a/b.c", "a!", "a-b", "b"};

	for (size_t i = 0; i < VB_COUNT(sorted); i++)
		for (size_t j = 0; j < VB_COUNT(sorted); j++) {
			int order = vb_image_index_compare(sorted[i], sorted[j]);

			ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
		}
}
END_TEST

static const struct {
	const char *path, *fault;
} paths[] = {
	{"a", NULL},
	{"a/b", NULL},
	{"...", NULL},
	{".a/..b/c..", NULL},
	{"", "has an empty component"},
	{"/a", "is absolute"},
	{"a/", "has an empty component"},
	{"a//b", "has an empty component"},
	{".", "has a '.' in it"},
	{"a/./b", "has a '.' in it"},
	{"..", "has a '..' in it"},
	{"a/..", "has a '..' in it"},
	{"a\nb", "has a control character in it"},
	{"a\177", "has a control character in it"},
	{"a\\b", "has a backslash in it"},
};

START_TEST(faults_of_paths_are_told)
{
	const char *fault = vb_image_index_fault(paths[_i].path);

	ck_assert_pstr_eq(fault, paths[_i].fault);
}
END_TEST

Suite *suite_image_index(void)
{
	Suite *suite = suite_create("image_index");
	TCase *tcase = tcase_create("image_index");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_is_printed_is_read);
	tcase_add_loop_test(tcase, what_is_malformed_is_refused, 0, VB_COUNT(malformed));
	tcase_add_test(tcase, order_is_by_component);
	tcase_add_loop_test(tcase, faults_of_paths_are_told, 0, VB_COUNT(paths));
	suite_add_tcase(suite, tcase);
	return suite;
}
