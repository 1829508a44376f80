/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/fsat.h"

#include <errno.h>
#include <fcntl.h>

static char directory[] = "ck_fsat.XXXXXX";
static int dirfd_;
static struct vb_arena *arena;
static struct vb_err err;

static void set_up(void)
{
	memcpy(directory + strlen(directory) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(dirfd_, 0);
	arena = vb_arena_new();
	err = (struct vb_err)VB_ERR_INIT;
}

static void tear_down(void)
{
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, directory, &err), 0);
	close(dirfd_);
	vb_arena_free(arena);
}

START_TEST(creates_reads_and_replaces)
{
	vb_auto_buf text = VB_BUF_INIT;

	ck_assert_int_eq(vb_fsat_create(dirfd_, "a", 0666, "one", 3, &err), 0);
	ck_assert_int_eq(vb_fsat_create(dirfd_, "a", 0666, "two", 3, &err), -VB_EFAIL);
	ck_assert_int_eq(err.sys, EEXIST);
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_replace(dirfd_, "a", 0666, "three", 5, &err), 0);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "a", 100, false, &text, &err), 0);
	ck_assert_str_eq(text.data, "three");
}
END_TEST

START_TEST(refuses_links_large_files_and_what_is_no_file)
{
	vb_auto_buf text = VB_BUF_INIT;

	ck_assert_int_eq(vb_fsat_create(dirfd_, "a", 0666, "12345", 5, &err), 0);
	ck_assert_int_eq(symlinkat("a", dirfd_, "link"), 0);
	ck_assert_int_eq(mkdirat(dirfd_, "dir", 0777), 0);
	ck_assert_int_eq(mkfifoat(dirfd_, "fifo", 0666), 0);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "link", 100, true, &text, &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "dir", 100, true, &text, &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "fifo", 100, true, &text, &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "a", 4, true, &text, &err), -VB_EFAIL);
	vb_err_done(&err);
	ck_assert_int_eq(vb_fsat_read(dirfd_, "none", 4, true, &text, &err), 1);
	vb_buf_clear(&text);
	ck_assert_int_eq(vb_fsat_read_through(dirfd_, "link", 5, false, &text, &err), 0);
	ck_assert_str_eq(text.data, "12345");
}
END_TEST

START_TEST(lists_in_byte_order)
{
	const char *const *names;
	size_t count;

	for (int i = 29; i >= 0; i--)
		ck_assert_int_eq(vb_fsat_create(dirfd_, vb_arena_printf(arena, "n%02d", i), 0666, "",
					 0, &err),
			0);
	ck_assert_int_eq(vb_fsat_list(arena, dirfd_, directory, &names, &count, &err), 0);
	ck_assert_uint_eq(count, 30);
	for (size_t i = 0; i < count; i++)
		ck_assert_str_eq(names[i], vb_arena_printf(arena, "n%02zu", i));
	ck_assert_ptr_null((void *)(uintptr_t)names[count]);
}
END_TEST

START_TEST(removes_trees_and_follows_no_link)
{
	ck_assert_int_eq(vb_fsat_make_dirs(dirfd_, "keep/deep", 0777, &err), 0);
	ck_assert_int_eq(vb_fsat_make_dirs(dirfd_, "go/a/b/c", 0777, &err), 0);
	ck_assert_int_eq(vb_fsat_create(dirfd_, "go/a/f", 0444, "", 0, &err), 0);
	ck_assert_int_eq(symlinkat("../keep", dirfd_, "go/link"), 0);
	ck_assert_int_eq(fchmodat(dirfd_, "go/a/b", 0, 0), 0);
	ck_assert_int_eq(vb_fsat_remove_tree(dirfd_, "go", &err), 0);
	ck_assert_int_lt(faccessat(dirfd_, "go", F_OK, 0), 0);
	ck_assert_int_eq(faccessat(dirfd_, "keep/deep", F_OK, 0), 0);
	ck_assert_int_eq(vb_fsat_remove_tree(dirfd_, "go", &err), 0);
}
END_TEST

START_TEST(long_links_are_read_whole)
{
	char target[1000];

	memset(target, 'x', sizeof(target) - 1);
	target[sizeof(target) - 1] = '\0';
	ck_assert_int_eq(symlinkat(target, dirfd_, "l"), 0);
	ck_assert_str_eq(vb_fsat_readlink(arena, dirfd_, "l"), target);
	ck_assert_ptr_null(vb_fsat_readlink(arena, dirfd_, "none"));
}
END_TEST

Suite *suite_fsat(void)
{
	Suite *suite = suite_create("fsat");
	TCase *tcase = tcase_create("fsat");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, creates_reads_and_replaces);
	tcase_add_test(tcase, refuses_links_large_files_and_what_is_no_file);
	tcase_add_test(tcase, lists_in_byte_order);
	tcase_add_test(tcase, removes_trees_and_follows_no_link);
	tcase_add_test(tcase, long_links_are_read_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}
