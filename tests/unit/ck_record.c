/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/record.h"

START_TEST(is_sorted_and_quoted)
{
	struct vb_record_row rows[] = {
		{"x-1.dist-info/RECORD", NULL, 0},
		{"x/b.py", "hash", UINT64_MAX},
		{"x.py", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", 0},
		{"x/a,\"b\".py", "hash", 10},
		{"../../../bin/x", "hash", 1},
	};
	vb_auto_buf out = VB_BUF_INIT;

	vb_record_write(rows, VB_COUNT(rows), &out);
	ck_assert_str_eq(out.data, "../../../bin/x,sha256=hash,1\n"
				   "x-1.dist-info/RECORD,,\n"
				   "x.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"
				   "\"x/a,\"\"b\"\".py\",sha256=hash,10\n"
				   "x/b.py,sha256=hash,18446744073709551615\n");
}
END_TEST

static const struct {
	const char *root, *path, *expected;
} paths[] = {
	{"lib/python3.13/site-packages", "bin/pip", "../../../bin/pip"},
	{"lib/python3.13/site-packages", "lib/python3.13/site-packages/x/y", "x/y"},
	{"lib/python3.13/site-packages", "lib/python3.1/x", "../../python3.1/x"},
	{"lib/python3.13/site-packages", "lib/python3.13/site", "../site"},
	{"lib/python3.13/site-packages", "lib", "../../../lib"},
	{"lib/python3.13/site-packages", "pip.conf", "../../../pip.conf"},
	{"site", "include/site/x.h", "../include/site/x.h"},
	{"", "bin/pip", "bin/pip"},
};

START_TEST(has_paths_from_its_directory)
{
	struct vb_arena *arena = vb_arena_new();

	ck_assert_str_eq(vb_record_path(arena, paths[_i].root, paths[_i].path), paths[_i].expected);
	vb_arena_free(arena);
}
END_TEST

Suite *suite_record(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_test(tcase, is_sorted_and_quoted);
	tcase_add_loop_test(tcase, has_paths_from_its_directory, 0, VB_COUNT(paths));
	suite_add_tcase(suite, tcase);
	return suite;
}
