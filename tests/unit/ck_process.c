/* SPDX-License-Identifier: MIT */
#include "tests/unit/check.h"

#include "core/arena.h"
#include "core/interrupt.h"
#include "core/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct vb_buf out, errors;
static struct vb_err err;

static void setup(void)
{
	out = errors = (struct vb_buf)VB_BUF_INIT;
	err = (struct vb_err)VB_ERR_INIT;
}

static void teardown(void)
{
	vb_buf_done(&out);
	vb_buf_done(&errors);
	vb_err_done(&err);
}

static int run_shell(const char *script, struct vb_process process, int *ret_status)
{
	const char *const argv[] = {"/bin/sh", "-c", script, NULL};

	process.argv = argv;
	if (!process.cwd_fd)
		process.cwd_fd = -1;
	return vb_process_run(&process, &out, &errors, ret_status, &err);
}

static void assert_no_child(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

START_TEST(captures_both_streams_and_the_status)
{
	int status = -1;

	vb_buf_adds(&out, "before ");
	ck_assert_int_eq(
		run_shell("echo one; echo two >&2; exit 7", (struct vb_process){0}, &status), 0);
	ck_assert_int_eq(status, 7);
	ck_assert_str_eq(out.data, "before one\n");
	ck_assert_str_eq(errors.data, "two\n");
	ck_assert_int_eq(run_shell("kill -TERM $$", (struct vb_process){0}, &status), 0);
	ck_assert_int_eq(status, 128 + SIGTERM);
	assert_no_child();
}
END_TEST

START_TEST(feeds_input_of_any_size)
{
	size_t len = 700 * 1000;
	vb_auto_free char *input = malloc(len);
	struct vb_process process = {.input = input, .input_len = len};
	int status = -1;

	memset(input, 'x', len);
	ck_assert_int_eq(run_shell("cat", process, &status), 0);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(out.len, len);
	/* Who does not read it does no harm. */
	ck_assert_int_eq(run_shell("exec <&-; exit 3", process, &status), 0);
	ck_assert_int_eq(status, 3);
	vb_buf_clear(&out);
	ck_assert_int_eq(run_shell("cat; echo end", (struct vb_process){0}, &status), 0);
	ck_assert_str_eq(out.data, "end\n");
}
END_TEST

/* Gone, or a zombie that some init has yet to reap. */
static bool is_dead(long pid)
{
	char path[64], text[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return true;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return !*text || strstr(text, ") Z") || strstr(text, ") X");
}

START_TEST(ends_all_that_it_started)
{
	struct vb_process process = {.timeout_ms = 200};
	int64_t begin = now_ms();
	int status;
	long pid;

	ck_assert_int_eq(run_shell("sleep 30 & echo $!; wait", process, &status), -VB_EFAIL);
	pid = strtol(out.data, NULL, 10);
	ck_assert_int_gt(pid, 1);
	while (!is_dead(pid) && now_ms() - begin < 5000)
		poll(NULL, 0, 10);
	ck_assert(is_dead(pid));
}
END_TEST

START_TEST(limits_the_time)
{
	struct vb_process process = {.timeout_ms = 200};
	int64_t begin = now_ms();
	int status = 77;

	/* The grandchild holds the pipe and ignores what is gentle. */
	ck_assert_int_eq(run_shell("echo partial; trap '' TERM; sleep 30 & wait", process, &status),
		-VB_EFAIL);
	ck_assert_int_lt(now_ms() - begin, 5000);
	ck_assert_str_eq(err.msg, "running '/bin/sh': it did not end within 0.2 s");
	ck_assert_str_eq(out.data, "partial\n");
	ck_assert_int_eq(status, 77);
	assert_no_child();
}
END_TEST

START_TEST(limits_the_time_when_nothing_is_open)
{
	struct vb_process process = {.timeout_ms = 200};
	int64_t begin = now_ms();
	int status;

	ck_assert_int_eq(run_shell("exec >&- 2>&-; sleep 30", process, &status), -VB_EFAIL);
	ck_assert_int_lt(now_ms() - begin, 5000);
	assert_no_child();
}
END_TEST

START_TEST(limits_the_output)
{
	struct vb_process process = {.timeout_ms = 20000, .max_output = 1000};
	int status;

	ck_assert_int_eq(run_shell("while :; do echo line; done", process, &status), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "running '/bin/sh': it printed more than 1000 bytes");
	ck_assert_uint_eq(out.len, 1000);
	assert_no_child();
}
END_TEST

START_TEST(does_not_wait_for_what_it_left_behind)
{
	int64_t begin = now_ms();
	int status = -1;

	ck_assert_int_eq(
		run_shell("echo done; sleep 20 & exit 0", (struct vb_process){0}, &status), 0);
	ck_assert_int_lt(now_ms() - begin, 5000);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(out.data, "done\n");
}
END_TEST

START_TEST(leaks_no_descriptor)
{
	struct vb_process process = {0};
	int leaky = open("/dev/null", O_RDONLY), status, before = dup(leaky);

	ck_assert_int_ge(leaky, 0);
	close(before);
	ck_assert_int_eq(run_shell("for fd in 3 4 5 6 7 8 9; do\n"
				   "if eval \"true 2>&- <&$fd\" 2>/dev/null; then echo $fd; fi\n"
				   "done",
				 process, &status),
		0);
	ck_assert_str_eq(out.data, "");
	ck_assert_int_eq(dup(leaky), before);
	close(before);
	close(leaky);
}
END_TEST

START_TEST(works_without_standard_streams)
{
	int saved[3], status = -1, rc;

	for (int fd = 0; fd < 3; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
		close(fd);
	}
	rc = run_shell("cat; echo out; echo err >&2",
		(struct vb_process){.input = "in ", .input_len = 3}, &status);
	for (int fd = 0; fd < 3; fd++) {
		dup2(saved[fd], fd);
		close(saved[fd]);
	}
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(out.data, "in out\n");
	ck_assert_str_eq(errors.data, "err\n");
}
END_TEST

START_TEST(works_when_children_are_ignored)
{
	int status = -1;

	signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(run_shell("exit 5", (struct vb_process){0}, &status), 0);
	ck_assert_int_eq(status, 5);
}
END_TEST

START_TEST(runs_in_a_directory)
{
	int fd = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;

	ck_assert_int_eq(run_shell("/bin/pwd", (struct vb_process){.cwd_fd = fd}, &status), 0);
	ck_assert_str_eq(out.data, "/usr\n");
	close(fd);
}
END_TEST

START_TEST(says_what_cannot_be_run)
{
	const char *const argv[] = {"/nonexistent/python", NULL};
	const struct vb_process process = {.argv = argv, .cwd_fd = -1};
	int status;

	ck_assert_int_eq(vb_process_run(&process, &out, NULL, &status, &err), -VB_EFAIL);
	ck_assert_str_eq(err.msg, "running '/nonexistent/python': No such file or directory");
	assert_no_child();
}
END_TEST

START_TEST(passes_an_interrupt_on)
{
	int64_t begin = now_ms();
	int status;

	vb_interrupt_catch();
	if (!fork()) {
		poll(NULL, 0, 200);
		kill(getppid(), SIGINT);
		_exit(0);
	}
	ck_assert_int_eq(run_shell("trap 'echo got it; exit 1' INT; while :; do sleep 0.05; done",
				 (struct vb_process){0}, &status),
		-VB_ESIGNAL);
	/* It took the hint: there was no need to kill it. */
	ck_assert_int_lt(now_ms() - begin, 1900);
	ck_assert_int_eq(vb_interrupt_signal(), SIGINT);
	while (waitpid(-1, NULL, 0) > 0)
		;
}
END_TEST

START_TEST(filters_the_environment)
{
	const char *const patterns[] = {"PIP_*", "PYTHON*", NULL};
	const char *const more[] = {"LANG=C", "PYTHONHASHSEED=0", NULL};
	struct vb_arena *arena = vb_arena_new();
	const char *const *env;
	int kept = 0, lang = 0;

	setenv("PIP_INDEX_URL", "x", 1);
	setenv("PYTHONPATH", "x", 1);
	setenv("LANG", "xx", 1);
	setenv("VB_KEPT", "1", 1);
	for (env = vb_process_env(arena, patterns, more); *env; env++) {
		ck_assert(strncmp(*env, "PIP_", 4));
		ck_assert(strncmp(*env, "PYTHON", 6) || !strcmp(*env, "PYTHONHASHSEED=0"));
		kept += !strcmp(*env, "VB_KEPT=1");
		lang += !strncmp(*env, "LANG=", 5);
	}
	ck_assert_int_eq(kept, 1);
	ck_assert_int_eq(lang, 1);
	vb_arena_free(arena);
}
END_TEST

Suite *suite_process(void)
{
	Suite *suite = suite_create("process");
	TCase *tcase = tcase_create("process");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, captures_both_streams_and_the_status);
	tcase_add_test(tcase, feeds_input_of_any_size);
	tcase_add_test(tcase, ends_all_that_it_started);
	tcase_add_test(tcase, limits_the_time);
	tcase_add_test(tcase, limits_the_time_when_nothing_is_open);
	tcase_add_test(tcase, limits_the_output);
	tcase_add_test(tcase, does_not_wait_for_what_it_left_behind);
	tcase_add_test(tcase, leaks_no_descriptor);
	tcase_add_test(tcase, works_without_standard_streams);
	tcase_add_test(tcase, works_when_children_are_ignored);
	tcase_add_test(tcase, runs_in_a_directory);
	tcase_add_test(tcase, says_what_cannot_be_run);
	tcase_add_test(tcase, passes_an_interrupt_on);
	tcase_add_test(tcase, filters_the_environment);
	suite_add_tcase(suite, tcase);
	return suite;
}
