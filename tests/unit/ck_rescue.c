/* SPDX-License-Identifier: MIT */
/* What the handler of a signal does to files, and a lock whose descriptor was closed. */
#include "tests/unit/check.h"
#include "tests/unit/tree.h"

#include "core/lock.h"
#include "core/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int root = -1;

static void set_up(void)
{
	tree_set_up();
	root = open(tree_path(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void tear_down(void)
{
	close(root);
	tree_tear_down();
}

START_TEST(removes_a_tree)
{
	tree_put("outside/file", "stays");
	tree_link("a/link", "../outside");
	tree_put("a/b/c/d/file", "goes");
	tree_dir("a/closed/empty");
	for (int i = 0; i < 500; i++)
		tree_put(vb_arena_printf(tree_arena, "a/many/a-name-that-takes-room-%d", i), "");
	chmod(tree_path("a/closed"), 0);
	chmod(tree_path("a/many"), 0500);
	ck_assert_int_eq(vb_rescue_remove(root, "a"), 0);
	ck_assert_str_eq(tree_list(""), "outside/ outside/file");
	ck_assert_int_eq(vb_rescue_remove(root, "a"), 0);
	ck_assert_int_eq(vb_rescue_remove(AT_FDCWD, tree_path("outside")), 0);
	ck_assert_str_eq(tree_list(""), "");
}
END_TEST

START_TEST(leaves_what_is_mounted)
{
	tree_put("precious/file", "mine");
	tree_put("a/file", "goes");
	tree_dir("a/b/mounted");
	if (!tree_can_mount() ||
		mount(tree_path("precious"), tree_path("a/b/mounted"), NULL, MS_BIND, NULL) < 0)
		return;
	close(root); /* which is of the namespace from before */
	root = open(tree_path(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(vb_rescue_remove(root, "a"), -1);
	ck_assert_str_eq(tree_list("precious"), "file");
	ck_assert_int_eq(umount(tree_path("a/b/mounted")), 0);
	ck_assert_str_eq(tree_list("a"), "b/ b/mounted/");
}
END_TEST

START_TEST(goes_only_so_deep)
{
	const char *path = "deep";

	for (int depth = 1; depth < VB_RESCUE_DEPTH; depth++)
		path = vb_arena_printf(tree_arena, "%s/d", path);
	tree_dir(path);
	ck_assert_int_eq(vb_rescue_remove(root, "deep"), 0);
	tree_dir(vb_arena_printf(tree_arena, "%s/d/d/d", path));
	ck_assert_int_eq(vb_rescue_remove(root, "deep"), -1);
	ck_assert_int_eq(errno, ENOTEMPTY);
}
END_TEST

static int keep_b(int fd, const char *name, int other_fd)
{
	ck_assert_int_eq(other_fd, 7);
	if (!strcmp(name, "b"))
		return 0;
	return unlinkat(fd, name, 0) < 0 ? -1 : 1;
}

START_TEST(visits_each_entry)
{
	tree_put("a", "");
	tree_put("b", "");
	ck_assert_int_eq(vb_rescue_each(root, keep_b, 7), 0);
	ck_assert_str_eq(tree_list(""), "b");
	tree_dir("c");
	ck_assert_int_eq(vb_rescue_each(root, keep_b, 7), -1);
}
END_TEST

START_TEST(finds_parents_without_following_links)
{
	const char *name;
	int fd;

	tree_put("a/b/file", "");
	tree_link("link", "a");
	fd = vb_rescue_open_parent(root, "a/b/file", &name);
	ck_assert_str_eq(name, "file");
	ck_assert_int_eq(faccessat(fd, name, F_OK, 0), 0);
	close(fd);
	fd = vb_rescue_open_parent(root, "a", &name);
	ck_assert_int_eq(faccessat(fd, name, F_OK, 0), 0);
	close(fd);
	ck_assert_int_lt(vb_rescue_open_parent(root, "link/b/file", &name), 0);
	ck_assert_int_lt(vb_rescue_open_parent(root, "absent/file", &name), 0);
}
END_TEST

START_TEST(a_lock_that_was_closed_is_taken_again)
{
	const struct vb_log quiet = {.level = VB_WARNING};
	const struct vb_lock_opts opts = {.arena = tree_arena,
		.log = &quiet,
		.dirfd = root,
		.name = "lock",
		.what = "it",
		.dir = "here"};
	struct vb_lock lock = VB_LOCK_INIT;
	vb_auto_err err = VB_ERR_INIT;
	int other;

	ck_assert(!vb_lock_is_held(&lock));
	ck_assert_int_eq(vb_lock_take(&opts, &lock, &err), 0);
	ck_assert(vb_lock_is_held(&lock));
	dup2(root, lock.fd); /* as if closed, and opened as something else */
	ck_assert(vb_lock_is_held(&lock));
	other = openat(root, "lock", O_RDONLY | O_CLOEXEC);
	ck_assert_int_lt(flock(other, LOCK_EX | LOCK_NB), 0);
	close(lock.fd);
	ck_assert_int_eq(flock(other, LOCK_EX | LOCK_NB), 0);
	ck_assert(!vb_lock_is_held(&lock));
	vb_lock_release(&lock);
	ck_assert(tree_has("lock"));
	close(other);
}
END_TEST

Suite *suite_rescue(void)
{
	Suite *suite = suite_create("rescue");
	TCase *tcase = tcase_create("rescue");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, removes_a_tree);
	tcase_add_test(tcase, leaves_what_is_mounted);
	tcase_add_test(tcase, goes_only_so_deep);
	tcase_add_test(tcase, visits_each_entry);
	tcase_add_test(tcase, finds_parents_without_following_links);
	tcase_add_test(tcase, a_lock_that_was_closed_is_taken_again);
	suite_add_tcase(suite, tcase);
	return suite;
}
