/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"
#include "tests/unit/making.h"
#include "tests/unit/tree.h"

#include "core/interrupt.h"
#include "core/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static const struct vb_actor actor = {"test", VB_TIER_CORE};
static int fd = -1;

static void set_up(void)
{
	making_set_up();
	tree_dir("out");
	fd = open(tree_path("out"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	umask(027);
}

static void tear_down(void)
{
	close(fd);
	making_tear_down();
}

static void add(const char *path, enum vb_kind kind, enum vb_access access, const char *data)
{
	const struct vb_node spec = {
		.path = path, .kind = kind, .access = access, .data = data, .len = strlen(data)};

	ck_assert_int_eq(vb_plan_add(making_run.plan, &actor, &spec, 0, &making_err), 0);
}

static int write_plan(const bool *skip)
{
	ck_assert_int_eq(vb_plan_close(making_run.plan, &making_err), 0);
	return vb_writer_write(&making_run, fd, skip, &making_err);
}

static mode_t mode_of(const char *rel)
{
	struct stat st;

	ck_assert_int_eq(stat(tree_path(rel), &st), 0);
	return st.st_mode & 07777;
}

START_TEST(writes_every_kind_with_the_umask)
{
	tree_put("source", "copied");
	ck_assert_int_eq(chmod(tree_path("source"), 0711), 0);
	tree_link("to-source", "source");
	add("a/b/plain", VB_FILE, VB_PLAIN, "text");
	add("a/run", VB_FILE, VB_EXECUTABLE, "");
	add("a/secret", VB_FILE, VB_PRIVATE, "s");
	add("a-b", VB_LINK, VB_PLAIN, "a/b");
	add("copy", VB_COPY, VB_PLAIN, tree_path("to-source"));
	add("empty", VB_DIR, VB_PLAIN, "");
	ck_assert_int_eq(write_plan(NULL), 0);
	ck_assert_str_eq(tree_dump("out"),
		"a/ a/b/ a/b/plain{text} a/run{} a/secret{s} a-b{-> a/b} copy{copied} empty/");
	ck_assert_int_eq(mode_of("out/a"), 0750);
	ck_assert_int_eq(mode_of("out/a/b/plain"), 0640);
	ck_assert_int_eq(mode_of("out/a/run"), 0750);
	ck_assert_int_eq(mode_of("out/a/secret"), 0600);
	ck_assert_int_eq(mode_of("out/copy"), 0750);
}
END_TEST

START_TEST(copies_what_is_large_or_claims_to_be_empty)
{
	char *large = vb_arena_alloc(tree_arena, 3000001);
	struct stat st;

	memset(large, 'x', 3000000);
	tree_put("large", large);
	add("large", VB_COPY, VB_PLAIN, tree_path("large"));
	add("version", VB_COPY, VB_PLAIN, "/proc/version");
	ck_assert_int_eq(write_plan(NULL), 0);
	ck_assert_int_gt((int)strlen(tree_text("out/version")), 10);
	ck_assert_int_eq(stat(tree_path("out/large"), &st), 0);
	ck_assert_int_eq(st.st_size, 3000000);
	ck_assert_uint_ne(tree_inode("out/large"), tree_inode("large"));
}
END_TEST

START_TEST(leaves_out_what_is_skipped)
{
	static const bool skip[] = {false, true, false};

	add("a/x", VB_FILE, VB_PLAIN, "x");
	add("b", VB_FILE, VB_PLAIN, "b");
	ck_assert_int_eq(write_plan(skip), 0);
	ck_assert_str_eq(tree_list("out"), "a/ b");
}
END_TEST

START_TEST(overwrites_and_follows_nothing)
{
	tree_put("outside", "mine");
	tree_link("out/a", "../outside");
	tree_link("out/d", "..");
	add("a", VB_FILE, VB_PLAIN, "x");
	ck_assert_int_eq(write_plan(NULL), -VB_EFAIL);
	ck_assert_int_eq(making_err.sys, EEXIST);
	ck_assert_ptr_nonnull(strstr(making_err.msg, "'a'"));
	making_start("");
	add("d/x", VB_FILE, VB_PLAIN, "x");
	ck_assert_int_eq(write_plan(NULL), -VB_EFAIL);
	ck_assert_str_eq(tree_text("outside"), "mine");
	ck_assert(!tree_has("x"));
}
END_TEST

START_TEST(names_what_cannot_be_copied)
{
	add("copy", VB_COPY, VB_PLAIN, tree_path("out"));
	ck_assert_int_eq(write_plan(NULL), -VB_EFAIL);
	ck_assert_ptr_nonnull(strstr(making_err.msg, "not a regular file"));
	making_start("");
	add("copy", VB_COPY, VB_PLAIN, tree_path("none"));
	ck_assert_int_eq(write_plan(NULL), -VB_EFAIL);
	ck_assert_ptr_nonnull(strstr(making_err.msg, "/none'"));
}
END_TEST

START_TEST(a_signal_ends_it)
{
	vb_interrupt_catch();
	add("a", VB_FILE, VB_PLAIN, "x");
	raise(SIGINT);
	ck_assert_int_eq(write_plan(NULL), -VB_ESIGNAL);
	vb_err_done(&making_err);
	vb_interrupt_hold();
	ck_assert_int_eq(vb_writer_write(&making_run, fd, NULL, &making_err), 0);
	vb_interrupt_release();
	ck_assert_int_eq(vb_interrupt_signal(), SIGINT);
	ck_assert_int_eq(vb_interrupt_check(&making_err), -VB_ESIGNAL);
}
END_TEST

Suite *suite_writer(void)
{
	Suite *suite = suite_create("writer");
	TCase *tcase = tcase_create("writer");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, writes_every_kind_with_the_umask);
	tcase_add_test(tcase, copies_what_is_large_or_claims_to_be_empty);
	tcase_add_test(tcase, leaves_out_what_is_skipped);
	tcase_add_test(tcase, overwrites_and_follows_nothing);
	tcase_add_test(tcase, names_what_cannot_be_copied);
	tcase_add_test(tcase, a_signal_ends_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
