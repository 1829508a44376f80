/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"
#include "tests/unit/tree.h"

#include "core/interrupt.h"
#include "core/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct vb_err err;
static struct vb_lock held;
static int dirfd_;
static int pipe_ = -1; /* whoever holds the lock lets go when it is closed */
static unsigned notices;

static void count_line(void *user, enum vb_level level, const char *text)
{
	(void)user;
	(void)level;
	(void)text;
	notices++;
	close(pipe_);
}

static const struct vb_log sink = {.level = VB_NOTICE, .line = count_line};

static void set_up(void)
{
	tree_set_up();
	dirfd_ = open(tree_path(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	held = (struct vb_lock)VB_LOCK_INIT;
}

static void tear_down(void)
{
	vb_lock_release(&held);
	vb_err_done(&err);
	close(dirfd_);
	tree_tear_down();
}

static int take(void)
{
	const struct vb_lock_opts opts = {.arena = tree_arena,
		.log = &sink,
		.dirfd = dirfd_,
		.name = "lock",
		.what = "the target",
		.dir = tree_path("")};

	return vb_lock_take(&opts, &held, &err);
}

START_TEST(is_there_while_held_and_gone_afterwards)
{
	ck_assert_int_eq(take(), 0);
	ck_assert(tree_has("lock"));
	vb_lock_release(&held);
	ck_assert(!tree_has("lock"));
	tree_put("lock", "left by a dead run");
	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(notices, 0);
}
END_TEST

/* Both add to a number that they read first; whoever is let in too early loses an addition. */
static void add_many(void)
{
	for (int i = 0; i < 200; i++) {
		const char *text;

		ck_assert_int_eq(take(), 0);
		text = tree_text("number");
		tree_put("number", vb_arena_printf(tree_arena, "%ld", strtol(text, NULL, 10) + 1));
		vb_lock_release(&held);
	}
}

START_TEST(keeps_processes_apart)
{
	pid_t children[4];
	int status;

	tree_put("number", "0");
	for (size_t i = 0; i < VB_COUNT(children); i++) {
		children[i] = fork();
		if (!children[i]) {
			add_many();
			_exit(0);
		}
	}
	for (size_t i = 0; i < VB_COUNT(children); i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_str_eq(tree_text("number"), "800");
	ck_assert(!tree_has("lock"));
}
END_TEST

/* A child that holds the lock until the pipe is closed. */
static pid_t hold_elsewhere(void)
{
	int ready[2], go[2];
	char byte;
	pid_t child;

	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(go), 0);
	child = fork();
	if (!child) {
		close(go[1]);
		ck_assert_int_eq(take(), 0);
		ck_assert_int_eq(write(ready[1], "x", 1), 1);
		while (read(go[0], &byte, 1) < 0)
			;
		vb_lock_release(&held);
		_exit(0);
	}
	close(go[0]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	pipe_ = go[1];
	return child;
}

START_TEST(says_so_when_it_waits)
{
	pid_t child = hold_elsewhere();

	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(notices, 1);
	ck_assert(tree_has("lock"));
	waitpid(child, NULL, 0);
}
END_TEST

START_TEST(an_interrupt_ends_the_wait)
{
	pid_t child = hold_elsewhere();

	vb_interrupt_catch();
	raise(SIGTERM);
	ck_assert_int_eq(take(), -VB_ESIGNAL);
	close(pipe_);
	waitpid(child, NULL, 0);
}
END_TEST

START_TEST(refuses_what_is_no_lock_file)
{
	tree_link("lock", "elsewhere");
	ck_assert_int_eq(take(), -VB_EFAIL);
	ck_assert_ptr_nonnull(strstr(err.msg, "symbolic link"));
	vb_err_done(&err);
	ck_assert(!tree_has("elsewhere"));
	unlink(tree_path("lock"));
	tree_dir("lock");
	ck_assert_int_eq(take(), -VB_EFAIL);
	vb_err_done(&err);
	rmdir(tree_path("lock"));
	ck_assert_int_eq(mkfifo(tree_path("lock"), 0666), 0);
	ck_assert_int_eq(take(), -VB_EFAIL);
	ck_assert_ptr_nonnull(strstr(err.msg, "not a regular file"));
}
END_TEST

START_TEST(leaves_the_choice_of_another_place)
{
	bool is_root = geteuid() == 0;

	ck_assert_int_eq(chmod(tree_path(""), 0555), 0);
	if (is_root)
		ck_assert_int_eq(setresuid(65534, 65534, 0), 0);
	ck_assert_int_eq(take(), 1);
	ck_assert_int_eq(errno, EACCES);
	if (is_root)
		ck_assert_int_eq(setresuid(0, 0, 0), 0);
}
END_TEST

START_TEST(names_the_owner_of_one_that_cannot_be_opened)
{
	if (geteuid() != 0)
		return;
	tree_put("lock", "");
	ck_assert_int_eq(chmod(tree_path("lock"), 0600), 0);
	ck_assert_int_eq(chmod(tree_path(""), 01777), 0);
	ck_assert_int_eq(setresuid(65534, 65534, 0), 0);
	ck_assert_int_eq(take(), -VB_EFAIL);
	ck_assert_int_eq(setresuid(0, 0, 0), 0);
	ck_assert_ptr_nonnull(strstr(err.msg, "user root"));
}
END_TEST

START_TEST(says_when_the_directory_is_gone)
{
	ck_assert_int_eq(rmdir(tree_path("")), 0);
	ck_assert_int_eq(take(), -VB_EFAIL);
	ck_assert_int_eq(err.sys, ENOENT);
}
END_TEST

Suite *suite_lock(void)
{
	Suite *suite = suite_create("lock");
	TCase *tcase = tcase_create("lock");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, is_there_while_held_and_gone_afterwards);
	tcase_add_test(tcase, keeps_processes_apart);
	tcase_add_test(tcase, says_so_when_it_waits);
	tcase_add_test(tcase, an_interrupt_ends_the_wait);
	tcase_add_test(tcase, refuses_what_is_no_lock_file);
	tcase_add_test(tcase, leaves_the_choice_of_another_place);
	tcase_add_test(tcase, names_the_owner_of_one_that_cannot_be_opened);
	tcase_add_test(tcase, says_when_the_directory_is_gone);
	suite_add_tcase(suite, tcase);
	return suite;
}
