/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/child.h"

#include <signal.h>

static struct vb_arena *arena;

static void setup(void)
{
	arena = vb_arena_new();
}

static void teardown(void)
{
	vb_arena_free(arena);
}

static struct vb_child_result run(vb_child_fn *function, int time_limit_ms, bool run_exit)
{
	const struct vb_child_opts opts = {.time_limit_ms = time_limit_ms, .run_exit = run_exit};
	struct vb_child_result result;
	vb_auto_err err = VB_ERR_INIT;
	int rc = vb_child_run(arena, &opts, function, &arena, &result, &err);

	ck_assert_msg(rc == 0, "%s", err.msg);
	return result;
}

static void say(struct vb_child *child, void *user)
{
	ck_assert_ptr_eq(user, &arena);
	vb_child_doing(child, "saying %d", 1);
	vb_child_say(child, "one\0", 4);
	vb_child_sayf(child, "%s", "two");
	ck_assert_int_eq(write(STDOUT_FILENO, "three", 5), 5);
	vb_child_sayf(child, "%zu", vb_child_printed(child));
	ck_assert_int_eq(write(STDERR_FILENO, "four", 4), 4);
}

START_TEST(what_it_says_comes_back)
{
	struct vb_child_result result = run(say, 10000, false);

	ck_assert_int_eq(result.end, VB_CHILD_FINISHED);
	ck_assert_str_eq(result.doing, "saying 1");
	ck_assert_uint_eq(result.len, 8);
	ck_assert_mem_eq(result.text, "one\0two5", 8);
	ck_assert_str_eq(result.errors, "four");
	ck_assert(!result.is_cut);
}
END_TEST

static void leave(struct vb_child *child, void *user)
{
	(void)user;
	vb_child_doing(child, "leaving");
	_exit(0);
}

static void die(struct vb_child *child, void *user)
{
	(void)user;
	vb_child_doing(child, "dying");
	raise(SIGTERM);
}

static void hang(struct vb_child *child, void *user)
{
	(void)user;
	vb_child_doing(child, "hanging");
	for (;;)
		pause();
}

static void fail_at_exit(void)
{
	_exit(9);
}

static void end(struct vb_child *child, void *user)
{
	(void)child;
	(void)user;
	atexit(fail_at_exit);
}

static void flood(struct vb_child *child, void *user)
{
	(void)user;
	for (int i = 0; i < 200000; i++)
		vb_child_say(child, "0123456789", 10);
}

static const struct {
	vb_child_fn *function;
	int time_limit_ms;
	bool run_exit;
	enum vb_child_end end;
	const char *text;
} ends[] = {
	{leave, 10000, false, VB_CHILD_EXITED, "ended the process by _exit, with exit status 0"},
	{die, 10000, false, VB_CHILD_KILLED, "was ended by signal 15 (Terminated)"},
	{hang, 50, false, VB_CHILD_TIME, "was not done after 0.0 seconds"},
	{end, 10000, false, VB_CHILD_FINISHED, ""},
	{end, 10000, true, VB_CHILD_EXITED, "ended the process by _exit, with exit status 9"},
};

START_TEST(ends_are_results)
{
	const struct vb_child_opts opts = {.time_limit_ms = ends[_i].time_limit_ms};
	struct vb_child_result result =
		run(ends[_i].function, ends[_i].time_limit_ms, ends[_i].run_exit);
	vb_auto_buf text = VB_BUF_INIT;

	ck_assert_int_eq(result.end, ends[_i].end);
	vb_child_describe(&result, &opts, &text);
	ck_assert_str_eq(text.data, ends[_i].text);
}
END_TEST

START_TEST(too_much_is_cut)
{
	struct vb_child_result result = run(flood, 10000, false);

	ck_assert_int_eq(result.end, VB_CHILD_FINISHED);
	ck_assert(result.is_cut);
	ck_assert_uint_gt(result.len, 1000000);
}
END_TEST

Suite *suite_child(void)
{
	Suite *suite = suite_create("child");
	TCase *tc = tcase_create("child");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_it_says_comes_back);
	tcase_add_loop_test(tc, ends_are_results, 0, VB_COUNT(ends));
	tcase_add_test(tc, too_much_is_cut);
	suite_add_tcase(suite, tc);
	return suite;
}
