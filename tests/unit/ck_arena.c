/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"

START_TEST(objects_are_zeroed_aligned_and_apart)
{
	struct vb_arena *arena = vb_arena_new();
	char *last = NULL;

	for (size_t size = 0; size < 100000; size = size * 2 + 1) {
		char *object = vb_arena_alloc(arena, size);

		ck_assert_uint_eq((uintptr_t)object % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_int_eq(object[i], 0);
		memset(object, 0xff, size);
		ck_assert_ptr_ne(object, last);
		last = object;
	}
	vb_arena_free(arena);
}
END_TEST

START_TEST(small_objects_share_pages_with_large_ones)
{
	struct vb_arena *arena = vb_arena_new();
	char *before = vb_arena_str(arena, "before");
	char *large = vb_arena_alloc(arena, 1 << 20);
	char *after = vb_arena_str(arena, "after");

	memset(large, 'x', 1 << 20);
	ck_assert_str_eq(before, "before");
	ck_assert_str_eq(after, "after");
	vb_arena_free(arena);
}
END_TEST

START_TEST(formats_and_copies)
{
	struct vb_arena *arena = vb_arena_new();

	ck_assert_str_eq(vb_arena_printf(arena, "%s-%d", "a", 7), "a-7");
	ck_assert_mem_eq(vb_arena_dup(arena, "a\0b", 3), "a\0b", 4);
	vb_arena_free(arena);
}
END_TEST

Suite *suite_arena(void)
{
	Suite *suite = suite_create("arena");
	TCase *tcase = tcase_create("arena");

	tcase_add_test(tcase, objects_are_zeroed_aligned_and_apart);
	tcase_add_test(tcase, small_objects_share_pages_with_large_ones);
	tcase_add_test(tcase, formats_and_copies);
	suite_add_tcase(suite, tcase);
	return suite;
}
