/* SPDX-License-Identifier: MIT */
/* The process, the memory that it shares with us, and the waiting for its end. */
#include "core/child.h"

#include "core/guard.h"
#include "core/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum {
	ROOM = 1024 * 1024,
	MOST_ERRORS = 4096,
	TICK_MS = 10, /* how often to look for the end where there is no pidfd */
};

/* How a process can end itself. */
enum way { AT_ONCE, BY_EXIT, BY_QUICK_EXIT };

static const char *const ways[] = {"_exit", "exit", "quick_exit"};

struct vb_child {
	bool has_finished;
	bool is_ending; /* as a program does, which is what was wanted */
	enum way way;   /* in which it ended otherwise */
	bool is_cut;
	size_t len;
	char doing[512];
	char text[ROOM];
};

/* Where what it prints is counted. */
static int printed_fd = -1;

void vb_child_doing(struct vb_child *child, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(child->doing, sizeof(child->doing), format, args);
	va_end(args);
}

void vb_child_say(struct vb_child *child, const void *data, size_t len)
{
	size_t room = sizeof(child->text) - child->len;

	if (len > room) {
		child->is_cut = true;
		len = room;
	}
	memcpy(child->text + child->len, data, len);
	child->len += len;
}

void vb_child_sayf(struct vb_child *child, const char *format, ...)
{
	vb_auto_buf text = VB_BUF_INIT;
	va_list args;

	va_start(args, format);
	vb_buf_addfv(&text, format, args);
	va_end(args);
	vb_child_say(child, text.data, text.len);
}

size_t vb_child_printed(const struct vb_child *child)
{
	struct stat st;

	(void)child;
	return printed_fd >= 0 && fstat(printed_fd, &st) == 0 ? (size_t)st.st_size : 0;
}

/* Standard input has nothing, and what is printed stays in memory. */
static void set_streams(const struct vb_child_opts *opts, int errors)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int memory = memfd_create("output", MFD_CLOEXEC);

	if (null < 0)
		_exit(1);
	printed_fd = memory;
	dup2(null, STDIN_FILENO);
	dup2(memory < 0 ? null : memory, STDOUT_FILENO);
	if (!opts->keep_errors)
		dup2(errors, STDERR_FILENO);
	close(null);
}

static void reset_signals(void)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

	for (size_t i = 0; i < VB_COUNT(caught); i++)
		signal(caught[i], SIG_DFL);
}

/* Handlers, the first of the process and so the last to run; not for processes of its own. */
static struct vb_child *self;
static pid_t self_pid;

static void note_end(enum way way)
{
	if (getpid() != self_pid)
		return;
	self->has_finished = self->is_ending;
	self->way = way;
}

static void note_exit(void)
{
	note_end(BY_EXIT);
}

static void note_quick_exit(void)
{
	note_end(BY_QUICK_EXIT);
}

/* What the process is made of. */
struct life {
	struct vb_child *child;
	const struct vb_child_opts *opts;
	int errors; /* where standard error goes */
};

VB_NORETURN static void live(const struct life *life, vb_child_fn *function, void *user)
{
	struct vb_child *child = life->child;
	const struct rlimit none = {0, 0};

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	reset_signals();
	set_streams(life->opts, life->errors);
	self = child;
	self_pid = getpid();
	if (atexit(note_exit) || at_quick_exit(note_quick_exit))
		_exit(1);
	function(child, user);
	vb_guard_forget();
	if (life->opts->run_exit) {
		vb_child_doing(child, "at the end of the program");
		child->is_ending = true;
		exit(0);
	}
	child->has_finished = true;
	_exit(0);
}

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* 1 when it has ended, 0 when its time is up, or a negative code. */
static int wait_for(pid_t pid, int limit_ms, int *ret_status, struct vb_err *err)
{
	vb_auto_fd pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	int64_t deadline = now_ms() + limit_ms;

	for (;;) {
		struct pollfd poller = {.fd = pidfd, .events = POLLIN};
		int64_t left = deadline - now_ms();
		pid_t ended = waitpid(pid, ret_status, WNOHANG);

		if (ended == pid || (ended < 0 && errno != EINTR))
			return 1;
		if (vb_interrupt_check(err) < 0)
			return -VB_ESIGNAL;
		if (left <= 0)
			return 0;
		poll(&poller, 1, pidfd >= 0 || left < TICK_MS ? (int)left : TICK_MS);
	}
}

static void judge(const struct vb_child *child, int status, struct vb_child_result *result)
{
	if (WIFSIGNALED(status)) {
		result->end = VB_CHILD_KILLED;
		result->number = WTERMSIG(status);
	} else if (!child->has_finished || WEXITSTATUS(status)) {
		result->end = VB_CHILD_EXITED;
		result->number = WEXITSTATUS(status);
		result->called = ways[child->way < VB_COUNT(ways) ? child->way : AT_ONCE];
	}
}

static const char *read_errors(struct vb_arena *arena, int fd)
{
	char text[MOST_ERRORS];
	ssize_t len = pread(fd, text, sizeof(text), 0);

	return vb_arena_dup(arena, text, len < 0 ? 0 : strnlen(text, (size_t)len));
}

static int observe(struct vb_arena *arena, const struct life *life, pid_t pid,
	struct vb_child_result *ret_result, struct vb_err *err)
{
	const struct vb_child *child = life->child;
	struct vb_child_result result = {.end = VB_CHILD_FINISHED};
	int status = 0, rc = wait_for(pid, life->opts->time_limit_ms, &status, err);

	kill(-pid, SIGKILL);
	if (rc <= 0) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	if (rc < 0)
		return rc;
	if (rc)
		judge(child, status, &result);
	else
		result.end = VB_CHILD_TIME;
	result.doing =
		vb_arena_dup(arena, child->doing, strnlen(child->doing, sizeof(child->doing)));
	result.len = child->len < ROOM ? child->len : ROOM;
	result.text = vb_arena_dup(arena, child->text, result.len);
	result.is_cut = child->is_cut;
	result.errors = read_errors(arena, life->errors);
	*ret_result = result;
	return 0;
}

int vb_child_run(struct vb_arena *arena, const struct vb_child_opts *opts, vb_child_fn *function,
	void *user, struct vb_child_result *ret_result, struct vb_err *err)
{
	vb_auto_fd errors = memfd_create("errors", MFD_CLOEXEC);
	struct life life = {.opts = opts, .errors = errors};
	pid_t pid;
	int rc;

	if (errors < 0)
		return vb_err_sys(err, errno, "memory for a process");
	life.child = mmap(NULL, sizeof(*life.child), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (life.child == MAP_FAILED)
		return vb_err_sys(err, errno, "memory for a process");
	pid = fork();
	if (pid == 0)
		live(&life, function, user);
	if (pid < 0)
		rc = vb_err_sys(err, errno, "starting a process");
	else
		rc = observe(arena, &life, pid, ret_result, err);
	munmap(life.child, sizeof(*life.child));
	return rc;
}

void vb_child_describe(
	const struct vb_child_result *result, const struct vb_child_opts *opts, struct vb_buf *out)
{
	switch (result->end) {
	case VB_CHILD_FINISHED:
		break;
	case VB_CHILD_EXITED:
		vb_buf_addf(out, "ended the process by %s, with exit status %d", result->called,
			result->number);
		break;
	case VB_CHILD_KILLED:
		vb_buf_addf(out, "was ended by signal %d (%s)", result->number,
			strsignal(result->number));
		break;
	case VB_CHILD_TIME:
		vb_buf_addf(out, "was not done after %d.%d seconds", opts->time_limit_ms / 1000,
			opts->time_limit_ms % 1000 / 100);
		break;
	}
}
