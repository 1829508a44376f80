/* SPDX-License-Identifier: MIT */
/* Removing an environment, keeping one, and exchanging the two. */
#include "tests/unit/check.h"
#include "tests/unit/faults.h"
#include "tests/unit/making.h"
#include "tests/unit/tree.h"

#include "core/fsat.h"
#include "core/kept.h"
#include "core/removal.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define KEPT ".e.venvb-kept"
#define STAGING ".e.venvb-new"
#define LOCK ".e.venvb-lock"

static void assert_done(int rc)
{
	ck_assert_msg(rc == 0, "%s", making_err.msg ? making_err.msg : "failed without a word");
}

static void assert_refused(int rc, const char *why)
{
	ck_assert_int_lt(rc, 0);
	ck_assert_msg(strstr(making_err.msg, why) != NULL, "%s", making_err.msg);
}

static int remove_env(const char *arg, const char *flags)
{
	making_start(flags);
	return vb_removal_run(&making_run, making_resolve(arg), &making_err);
}

static int undo(const char *arg)
{
	making_start("");
	return vb_kept_undo(&making_run, making_resolve(arg), &making_err);
}

static const char *mark_of(const char *name)
{
	const char *rel = vb_arena_printf(tree_arena, "%s/bin/activate", name);

	return tree_has(rel) ? tree_text(rel) : NULL;
}

static void clear_tree(void)
{
	static const char *const names[] = {"e", KEPT, STAGING, LOCK};
	vb_auto_err err = VB_ERR_INIT;

	vb_commit_end(&making_run);
	for (size_t i = 0; i < VB_COUNT(names); i++)
		ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path(names[i]), &err), 0);
}

START_TEST(keeps_what_it_replaces)
{
	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	ck_assert_str_eq(mark_of("e"), "two");
	ck_assert_str_eq(mark_of(KEPT), "one");
	assert_done(making_create("e", "ck", "three"));
	ck_assert_str_eq(mark_of(KEPT), "two");
	/* Without being asked nothing touches it. */
	assert_done(making_create("e", "c", "four"));
	ck_assert_str_eq(mark_of(KEPT), "two");
	ck_assert(!tree_has(STAGING) && !tree_has(LOCK));
}
END_TEST

START_TEST(what_is_absent_or_empty_is_not_kept)
{
	assert_done(making_create("e", "ck", "one"));
	ck_assert(!tree_has(KEPT));
	tree_dir("empty");
	assert_done(making_create("empty", "ck", "one"));
	ck_assert(!tree_has(".empty.venvb-kept"));
}
END_TEST

START_TEST(undoing_twice_changes_nothing)
{
	assert_done(making_create("e", "", "one"));
	assert_refused(undo("e"), "nothing to go back to");
	assert_done(making_create("e", "ck", "two"));
	assert_done(undo("e"));
	ck_assert_str_eq(mark_of("e"), "one");
	ck_assert_str_eq(mark_of(KEPT), "two");
	assert_done(undo("e"));
	ck_assert_str_eq(mark_of("e"), "two");
}
END_TEST

START_TEST(undoing_where_nothing_is_puts_it_back)
{
	vb_auto_err err = VB_ERR_INIT;

	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path("e"), &err), 0);
	assert_done(undo("e"));
	ck_assert_str_eq(mark_of("e"), "one");
	ck_assert(!tree_has(KEPT));
}
END_TEST

START_TEST(a_kept_one_that_is_none_is_left_alone)
{
	assert_done(making_create("e", "", "one"));
	tree_put(KEPT "/mine", "");
	assert_refused(undo("e"), "no environment");
	ck_assert(tree_has(KEPT "/mine"));
	clear_tree();
	assert_done(making_create("e", "", "one"));
	tree_link(KEPT, "elsewhere");
	assert_refused(making_create("e", "ck", "two"), "not a directory");
	assert_refused(undo("e"), "not a directory");
	ck_assert_str_eq(mark_of("e"), "one");
}
END_TEST

/* Nothing that is no environment is moved to where the next run would delete it. */
START_TEST(only_environments_change_places)
{
	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	assert_done(remove_env("e", ""));
	tree_put("e/precious", "");
	assert_done(making_create("f", "", "one"));
	ck_assert_int_eq(rename(tree_path("f"), tree_path(KEPT)), 0);
	assert_refused(undo("e"), "no environment");
	ck_assert(tree_has("e/precious"));
	ck_assert_int_eq(unlink(tree_path("e/precious")), 0);
	assert_done(undo("e"));
	ck_assert_str_eq(mark_of("e"), "one");
	ck_assert(!tree_has(KEPT));
}
END_TEST

START_TEST(what_only_has_the_name_is_not_removed)
{
	assert_done(making_create("e", "", "one"));
	tree_put(KEPT "/precious", "");
	assert_refused(remove_env("e", ""), "no environment");
	assert_refused(making_create("e", "ck", "two"), "no environment");
	ck_assert_str_eq(mark_of("e"), "one");
	ck_assert(tree_has(KEPT "/precious"));
	assert_done(remove_env("e", "f"));
	ck_assert(!tree_has(KEPT));
}
END_TEST

/* As when a hook behind the commit kills the run. */
START_TEST(a_kill_behind_the_exchange_keeps_it)
{
	pid_t child;
	int status;

	assert_done(making_create("e", "", "one"));
	child = fork();
	if (!child) {
		making_start("ck");
		making_plan(11, "two");
		_exit(making_publish("e") < 0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(mark_of(KEPT), "one");
	assert_done(making_create("e", "c", "three"));
	assert_done(undo("e"));
	ck_assert_str_eq(mark_of("e"), "one");
}
END_TEST

START_TEST(undone_behind_the_exchange_all_is_as_it_was)
{
	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	making_start("ck");
	making_plan(11, "three");
	assert_done(making_publish("e"));
	ck_assert_str_eq(mark_of(KEPT), "two");
	assert_done(making_undo());
	ck_assert_str_eq(mark_of("e"), "two");
	ck_assert_str_eq(mark_of(KEPT), "one");
	ck_assert(!tree_has(STAGING));
}
END_TEST

START_TEST(one_kept_by_another_user_is_left_alone)
{
	if (geteuid() != 0)
		return;
	assert_done(making_create("e", "", "one"));
	tree_put(KEPT "/pyvenv.cfg", "");
	ck_assert_int_eq(chown(tree_path(KEPT), 65534, 65534), 0);
	assert_refused(making_create("e", "ck", "two"), "left alone");
	assert_refused(undo("e"), "left alone");
	ck_assert_str_eq(mark_of("e"), "one");
}
END_TEST

START_TEST(what_cannot_be_moved_cannot_be_kept)
{
	assert_done(making_create("e", "", "one"));
	making_start("ck");
	making_run.cwd = vb_arena_str(tree_arena, tree_path("e"));
	making_plan(11, "two");
	assert_refused(making_publish("e"), "current directory");
	vb_commit_end(&making_run);
	faults_arm(FAULT_OLD, 0);
	assert_refused(making_create("e", "ck", "two"), "leave --keep out");
	faults_disarm();
	ck_assert_str_eq(mark_of("e"), "one");
	ck_assert(!tree_has(STAGING) && !tree_has("e/.venvb-new"));
}
END_TEST

START_TEST(removes_it_and_what_was_kept)
{
	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	assert_done(remove_env("e", ""));
	ck_assert_str_eq(tree_list(""), "elsewhere/");
}
END_TEST

START_TEST(removes_what_was_kept_alone)
{
	vb_auto_err err = VB_ERR_INIT;

	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
	ck_assert_int_eq(vb_fsat_remove_tree(AT_FDCWD, tree_path("e"), &err), 0);
	assert_done(remove_env("e", ""));
	ck_assert_str_eq(tree_list(""), "elsewhere/");
	assert_refused(remove_env("e", ""), "does not exist");
}
END_TEST

START_TEST(what_was_begun_is_completed)
{
	tree_put(STAGING "/pyvenv.cfg", "");
	assert_done(remove_env("e", ""));
	ck_assert(!tree_has(STAGING));
	assert_refused(remove_env("e", ""), "does not exist");
}
END_TEST

START_TEST(links_in_it_are_not_followed)
{
	tree_put("elsewhere/precious", "");
	assert_done(making_create("e", "", "one"));
	tree_link("e/away", "../elsewhere");
	assert_done(remove_env("e", ""));
	ck_assert(tree_has("elsewhere/precious"));
	ck_assert(!tree_has("e"));
}
END_TEST

START_TEST(what_is_no_environment_stays)
{
	tree_put("e/file", "");
	assert_refused(remove_env("e", ""), "no environment");
	tree_put("e/pyvenv.cfg", "home = /x\n");
	tree_put("e/setup.py", "");
	assert_refused(remove_env("e", ""), "'setup.py'");
	ck_assert(tree_has("e/file"));
	assert_done(remove_env("e", "f"));
	ck_assert(!tree_has("e"));
	tree_dir("e");
	assert_refused(remove_env("e", ""), "no environment");
	ck_assert(tree_has("e"));
}
END_TEST

START_TEST(the_current_directory_stays)
{
	assert_done(making_create("e", "", "one"));
	making_start("f");
	making_run.cwd = vb_arena_str(tree_arena, tree_path("e/bin"));
	assert_refused(
		vb_removal_run(&making_run, making_resolve("e"), &making_err), "current directory");
	ck_assert_str_eq(mark_of("e"), "one");
}
END_TEST

START_TEST(a_mount_point_is_emptied)
{
	tree_dir("e");
	if (!tree_can_mount() || mount("tmpfs", tree_path("e"), "tmpfs", 0, NULL) < 0)
		return;
	assert_done(making_create("e", "", "one"));
	assert_done(remove_env("e", ""));
	ck_assert_str_eq(tree_list("e"), "");
	ck_assert_msg(strstr(making_said, "is empty now, and stays") != NULL, "%s", making_said);
	ck_assert_int_eq(umount(tree_path("e")), 0);
}
END_TEST

/* --- faults ---------------------------------------------------------------------------- */

static void put_two(void)
{
	assert_done(making_create("e", "", "one"));
	assert_done(making_create("e", "ck", "two"));
}

static int create_keeping(void)
{
	return making_create("e", "ck", "three");
}

static int remove_both(void)
{
	return remove_env("e", "");
}

static int undo_it(void)
{
	return undo("e");
}

/* Each begins with "two", and "one" kept. */
static const struct scenario {
	int (*call)(void);
	const char *env, *kept; /* afterwards */
	const char *between;    /* what a kill may leave as the kept one, besides */
} scenarios[] = {
	{create_keeping, "three", "two", "three"},
	{undo_it, "one", "two", "two"},
	{remove_both, NULL, NULL, NULL},
};

static bool is(const char *name, const char *mark)
{
	const char *found = mark_of(name);

	return mark ? found && !strcmp(found, mark) : !tree_has(vb_arena_str(tree_arena, name));
}

/* Nothing but whole environments, and never neither. */
static void assert_whole(const struct scenario *scenario, int nth)
{
	ck_assert_msg(is("e", "two") || is("e", scenario->env), "%d", nth);
	ck_assert_msg(is(KEPT, "one") || is(KEPT, scenario->kept) || is(KEPT, scenario->between),
		"%d", nth);
}

/* A kept one that was exchanged with staging, which then could not be removed, is not lost. */
START_TEST(each_failing_call_leaves_whole_ones)
{
	const struct scenario *scenario = &scenarios[_i];
	bool came = true;
	int failures = 0;

	for (int nth = 1; came; nth++) {
		int rc;

		put_two();
		faults_arm(FAULT_FAIL, nth);
		rc = scenario->call();
		came = faults_disarm();
		failures += rc < 0;
		assert_whole(scenario, nth);
		if (rc == 0)
			ck_assert(is("e", scenario->env));
		clear_tree();
	}
	ck_assert_int_gt(failures, 0);
}
END_TEST

START_TEST(killed_at_any_call_whole_ones_are_left)
{
	const struct scenario *scenario = &scenarios[_i];
	int status = FAULT_STATUS << 8, deaths = 0;

	for (int nth = 1; status == FAULT_STATUS << 8; nth++) {
		pid_t child;

		put_two();
		child = fork();
		if (!child) {
			faults_arm(FAULT_DIE, nth);
			_exit(scenario->call() < 0);
		}
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		deaths++;
		assert_whole(scenario, nth);
		assert_done(making_create("e", "c", "next"));
		ck_assert(!tree_has(STAGING) && !tree_has(LOCK));
		clear_tree();
	}
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(deaths, 2);
}
END_TEST

Suite *suite_removal(void)
{
	Suite *suite = suite_create("removal");
	TCase *tcase = tcase_create("removal");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, making_set_up, making_tear_down);
	tcase_add_test(tcase, keeps_what_it_replaces);
	tcase_add_test(tcase, what_is_absent_or_empty_is_not_kept);
	tcase_add_test(tcase, undoing_twice_changes_nothing);
	tcase_add_test(tcase, undoing_where_nothing_is_puts_it_back);
	tcase_add_test(tcase, a_kept_one_that_is_none_is_left_alone);
	tcase_add_test(tcase, only_environments_change_places);
	tcase_add_test(tcase, what_only_has_the_name_is_not_removed);
	tcase_add_test(tcase, a_kill_behind_the_exchange_keeps_it);
	tcase_add_test(tcase, undone_behind_the_exchange_all_is_as_it_was);
	tcase_add_test(tcase, one_kept_by_another_user_is_left_alone);
	tcase_add_test(tcase, what_cannot_be_moved_cannot_be_kept);
	tcase_add_test(tcase, removes_it_and_what_was_kept);
	tcase_add_test(tcase, removes_what_was_kept_alone);
	tcase_add_test(tcase, what_was_begun_is_completed);
	tcase_add_test(tcase, links_in_it_are_not_followed);
	tcase_add_test(tcase, what_is_no_environment_stays);
	tcase_add_test(tcase, the_current_directory_stays);
	tcase_add_test(tcase, a_mount_point_is_emptied);
	tcase_add_loop_test(
		tcase, each_failing_call_leaves_whole_ones, 0, (int)VB_COUNT(scenarios));
	tcase_add_loop_test(
		tcase, killed_at_any_call_whole_ones_are_left, 0, (int)VB_COUNT(scenarios));
	suite_add_tcase(suite, tcase);
	return suite;
}
