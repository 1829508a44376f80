/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/explain.h"

static const struct {
	const char *path, *source;
} sources[] = {
	{"a/__pycache__/b.cpython-313.pyc", "a/b.py"},
	{"a/__pycache__/b.cpython-313.opt-1.pyc", "a/b.py"},
	{"__pycache__/b.cpython-313.pyc", "b.py"},
	{"a/x__pycache__/b.cpython-313.pyc", NULL},
	{"a/__pycache__/b.cpython-313.py", NULL},
	{"a/__pycache__/.pyc", NULL},
	{"a/b.pyc", NULL},
	{"b.pyc", NULL},
	{"", NULL},
};

START_TEST(byte_code_has_a_source)
{
	struct vb_arena *arena = vb_arena_new();
	const char *source = vb_explain_source(arena, sources[_i].path);

	if (sources[_i].source)
		ck_assert_str_eq(source, sources[_i].source);
	else
		ck_assert_ptr_null(source);
	vb_arena_free(arena);
}
END_TEST

Suite *suite_explain(void)
{
	Suite *suite = suite_create("explain");
	TCase *tc = tcase_create("source");

	tcase_add_loop_test(tc, byte_code_has_a_source, 0, VB_COUNT(sources));
	suite_add_tcase(suite, tc);
	return suite;
}
