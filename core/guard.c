/* SPDX-License-Identifier: MIT */
/*
 * Noticing that a plugin crashed, called exit or hangs; and the end of the run that follows. One
 * timer serves all hooks: it is set when it is not running, and looks, when its time is up, how
 * long the present hook has taken.
 */
#include "core/guard.h"

#include "core/cache.h"
#include "core/commit.h"
#include "core/host.h"
#include "core/interrupt.h"
#include "core/rescue.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>

enum {
	STACK = 512 * 1024, /* touched as far as it is used: VB_RESCUE_DEPTH levels fit */
	SOONEST_MS = 10,    /* until the timer looks again */
	PATIENCE_MS = 2000, /* with a hook that does not return when the run is interrupted */
	QUIET_MS = 3000,    /* that a hook may take before somebody is told whom he waits for */
	FAILED = 1,         /* the exit status of what could not be done */
	DEFAULT_STATUS = 4,
};

static const struct {
	int number;
	const char *what;
} crashes[] = {
	{SIGSEGV, "crashed (SIGSEGV)"},
	{SIGBUS, "crashed (SIGBUS)"},
	{SIGFPE, "crashed (SIGFPE)"},
	{SIGILL, "crashed (SIGILL)"},
	{SIGABRT, "aborted (an uncaught exception, or abort())"},
	{SIGTRAP, "crashed (SIGTRAP)"},
	{SIGSYS, "crashed (SIGSYS)"},
};

static const struct vb_guard *volatile current;
/* Whose hook was called last, until the run is over: a thread of it may still be there. */
static struct vb_guard last;
/* Why the run has failed already, while that is still to be told. */
static const char *volatile reason;
static volatile bool has_last;
static pid_t owner;   /* a child that a plugin forks is not ours to speak for */
static pid_t entered; /* the process that called the hook */
static int status = DEFAULT_STATUS;
static struct sigaction usual[VB_COUNT(crashes)];

static timer_t timer;
static bool has_timer;
static volatile int64_t fires_at; /* the timer; 0: it is not running */
static volatile sig_atomic_t pauses;
static volatile int64_t began, spent; /* of the present hook, in milliseconds */
static volatile int64_t interrupted_at;
static bool has_terminal;
static struct vb_run *attended;       /* what is to be undone when memory ends */
static volatile sig_atomic_t is_told; /* whom he waits for, of the present hook */

/* --- the end -------------------------------------------------------------------------------- */

struct line {
	char text[4096];
	size_t len;
};

static void add(struct line *line, const char *text)
{
	while (*text && line->len < sizeof(line->text) - 1)
		line->text[line->len++] = *text++;
}

static void add_number(struct line *line, unsigned number)
{
	char digits[16];
	size_t at = sizeof(digits);

	digits[--at] = '\0';
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	add(line, digits + at);
}

static void remove_scratch(const struct vb_run *run)
{
	for (size_t i = 0; run->host && i < run->host->count; i++)
		if (run->host->plugins[i]->scratch)
			vb_rescue_remove(AT_FDCWD, run->host->plugins[i]->scratch);
	if (run->cache && run->cache->scratch)
		vb_rescue_remove(AT_FDCWD, run->cache->scratch);
}

static void add_hook(struct line *line, const struct vb_guard *guard)
{
	if (guard->policy) {
		add(line, "policy '");
		add(line, guard->policy);
		add(line, "': ");
	}
	add(line, "plugin '");
	add(line, guard->plugin);
	add(line, "': ");
	add(line, guard->moment);
	if (guard->stage) {
		add(line, " ");
		add(line, guard->stage);
	}
}

static void add_context(struct line *line, const struct vb_guard *guard)
{
	add(line, "venvb: ");
	add_hook(line, guard);
	add(line, ": ");
}

static void print(struct line *line)
{
	ssize_t ignored;

	add(line, "\n");
	ignored = write(STDERR_FILENO, line->text, line->len);
	(void)ignored;
}

/* Past our own _exit. */
VB_NORETURN static void end_process(int result)
{
	for (;;)
		syscall(SYS_exit_group, result);
}

/* Called by a handler, on any thread: the first that comes here ends the program. */
VB_NORETURN static void end_run(struct line *line, const struct vb_run *run, int result)
{
	static atomic_flag is_taken = ATOMIC_FLAG_INIT;

	while (atomic_flag_test_and_set(&is_taken))
		pause();
	if (reason) {
		struct line first = {.len = 0};

		add(&first, "venvb: ");
		add(&first, reason);
		print(&first);
	}
	if (run && run->commit && !vb_commit_rescue(run->commit))
		add(line, "; not everything could be put back or removed");
	if (run)
		remove_scratch(run);
	print(line);
	vb_interrupt_die();
	end_process(result);
}

VB_NORETURN static void give_up(struct line *line)
{
	end_run(line, current ? current->run : last.run, status);
}

/* --- what is noticed ------------------------------------------------------------------------ */

/* Outside of hooks, and in a plugin's children, all is as it would be without us: what crashed
 * crashes again. */
static void on_crash(int number)
{
	struct line line = {.len = 0};
	size_t i = 0;

	while (i < VB_COUNT(crashes) - 1 && crashes[i].number != number)
		i++;
	if (!current || getpid() != owner) {
		sigaction(number, &usual[i], NULL);
		raise(number);
		return;
	}
	add_context(&line, current);
	add(&line, crashes[i].what);
	give_up(&line);
}

static void end_by(const char *function)
{
	const struct vb_guard *guard = current ? current : has_last ? &last : NULL;
	struct line line = {.len = 0};

	if (!guard || getpid() != owner)
		return;
	add_context(&line, guard);
	add(&line, "called ");
	add(&line, function);
	if (!current)
		add(&line, ", probably by a thread that it left running");
	give_up(&line);
}

static void on_exit_of_process(void)
{
	end_by("exit");
}

void vb_guard_exit(int result)
{
	end_by("_exit");
	end_process(result);
}

/* In a child that we forked there is nothing to be undone. */
static void on_lack_of_memory(void)
{
	struct line line = {.len = 0};

	if (getpid() != owner)
		return;
	add(&line, "venvb: out of memory");
	end_run(&line, attended, FAILED);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_timer(int64_t ms)
{
	const struct itimerspec when = {
		.it_value = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000}};

	if (has_timer && timer_settime(timer, 0, &when, NULL) == 0)
		fires_at = now_ms() + ms;
}

/* How long the present hook may still run; 0: it had its time. */
static int64_t time_left(const struct vb_guard *guard)
{
	int64_t now = now_ms(), left = INT64_MAX, patience;

	if (guard->seconds)
		left = (int64_t)guard->seconds * 1000 - spent - (pauses ? 0 : now - began);
	patience = interrupted_at ? interrupted_at + PATIENCE_MS - now : left;
	left = patience < left ? patience : left;
	if (left <= 0 && !pauses)
		return 0;
	return left > SOONEST_MS ? left : SOONEST_MS;
}

/* Until somebody is to be told whom he waits for; what the host does in between goes on. */
static int64_t quiet_left(const struct vb_guard *guard)
{
	int64_t left = QUIET_MS;

	if (is_told || guard->level < (has_terminal ? VB_NOTICE : VB_VERBOSE))
		return INT64_MAX;
	if (!pauses)
		left -= spent + now_ms() - began;
	return left > 0 ? left : 0;
}

static void tell(const struct vb_guard *guard)
{
	struct line line = {.len = 0};

	is_told = true;
	add(&line, "venvb: waiting for ");
	add_hook(&line, guard);
	if (guard->seconds) {
		add(&line, " (at most ");
		add_number(&line, guard->seconds);
		add(&line, " s, the hook-timeout)");
	}
	print(&line);
}

VB_NORETURN static void end_of_time(const struct vb_guard *guard)
{
	struct line line = {.len = 0};

	add_context(&line, guard);
	if (interrupted_at) {
		add(&line, "interrupted");
		give_up(&line);
	}
	add(&line, "it took longer than ");
	add_number(&line, guard->seconds);
	add(&line, " s, which is the hook-timeout");
	give_up(&line);
}

static void on_time(int number)
{
	const struct vb_guard *guard = current;
	int64_t left, quiet;

	(void)number;
	fires_at = 0;
	if (!guard || getpid() != owner)
		return;
	left = time_left(guard);
	if (!left)
		end_of_time(guard);
	quiet = quiet_left(guard);
	if (!quiet)
		tell(guard);
	else if (quiet < left)
		left = quiet;
	if (left < INT64_MAX)
		set_timer(left);
}

/* Nobody should have to wait for a hook that hangs. */
static void on_interrupt(void)
{
	interrupted_at = now_ms();
	if (current)
		set_timer(PATIENCE_MS);
}

/* --- around the plugin's code --------------------------------------------------------------- */

void vb_guard_start(int ended_with)
{
	status = ended_with;
	owner = getpid();
	vb_oom_notify(on_lack_of_memory);
	if (atexit(on_exit_of_process) || at_quick_exit(on_exit_of_process))
		vb_oom();
}

/* A real-time signal, since plugins may have uses for SIGALRM. */
static int time_signal(void)
{
	return SIGRTMAX - 1;
}

static void make_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = time_signal()};

	has_timer = timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
}

void vb_guard_install(void)
{
	static char stack[STACK];
	static bool was_here;
	const stack_t stack_of_handler = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

	sigfillset(&action.sa_mask);
	sigaltstack(&stack_of_handler, NULL);
	for (size_t i = 0; i < VB_COUNT(crashes); i++)
		sigaction(crashes[i].number, &action, was_here ? NULL : &usual[i]);
	action.sa_handler = on_time;
	action.sa_flags |= SA_RESTART;
	sigaction(time_signal(), &action, NULL);
	if (!was_here) {
		owner = getpid();
		has_terminal = isatty(STDERR_FILENO);
		make_timer();
		vb_interrupt_notify(on_interrupt);
	}
	was_here = true;
}

void vb_guard_enter(const struct vb_guard *guard)
{
	int64_t limit = guard->seconds ? guard->seconds * INT64_C(1000) : INT64_MAX, quiet;

	pauses = 0;
	spent = 0;
	is_told = false;
	began = now_ms();
	entered = getpid();
	quiet = quiet_left(guard);
	limit = quiet < limit ? quiet : limit;
	atomic_signal_fence(memory_order_seq_cst);
	current = guard;
	if (limit < INT64_MAX && (!fires_at || fires_at > began + limit))
		set_timer(limit);
}

/* Two processes must not go on with one run. */
VB_NORETURN static void end_child(void)
{
	struct line line = {.len = 0};

	add_context(&line, current);
	add(&line, "a child that it forked returned from the hook, and is ended");
	print(&line);
	end_process(status);
}

void vb_guard_leave(void)
{
	if (getpid() != entered)
		end_child();
	last = *current;
	has_last = true;
	atomic_signal_fence(memory_order_seq_cst);
	current = NULL;
}

void vb_guard_expect(const char *text)
{
	reason = text;
}

void vb_guard_attend(struct vb_run *run)
{
	attended = run;
}

void vb_guard_forget(void)
{
	attended = NULL;
	has_last = false;
	reason = NULL;
}

void vb_guard_pause(void)
{
	if (current && !pauses)
		spent += now_ms() - began;
	pauses++;
}

void vb_guard_resume(void)
{
	pauses--;
	if (current && !pauses)
		began = now_ms();
}
