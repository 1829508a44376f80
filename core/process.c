/* SPDX-License-Identifier: MIT */
/*
 * Running a program to its end. It gets a process group of its own: a time-out, too much output
 * and an interrupt then end all that it started, and the terminal's signals reach it through us,
 * once. Its input is a file in memory, so that nothing has to be fed to it.
 */
#include "core/process.h"

#include "core/fsat.h"
#include "core/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum {
	DEFAULT_MAX_OUTPUT = 1024 * 1024,
	SHOWN_MS = 250,       /* how often who watches sees that time passes */
	TICK_MS = 10,         /* how often to look for the end where there is no pidfd */
	PATIENCE_MS = 2000,   /* between the signal that interrupts us and SIGKILL */
	FIRST_DESCRIPTOR = 3, /* ours stay clear of the three standard ones */
};

struct stream {
	int fd; /* our end, or -1 */
	struct vb_buf *buf;
	size_t start; /* what buf held before */
};

struct child {
	const struct vb_process *process;
	pid_t pid;
	int pidfd; /* or -1 */
	struct stream streams[2];
	int64_t deadline; /* 0: none */
	sigset_t mask;    /* ours, while it was not yet blocking */
};

struct standard { /* what becomes descriptor 0, 1 and 2 of the child; -1: /dev/null or ours */
	int input, output, errors;
};

static void close_pair(int *fds)
{
	vb_close_fd(&fds[0]);
	vb_close_fd(&fds[1]);
}

static int64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* What others opened without O_CLOEXEC, a parent or a plugin, must not reach the child. */
static void mark_descriptors(void)
{
	vb_auto_dir dir = NULL;
	const struct dirent *entry;

#ifdef SYS_close_range
	if (!syscall(SYS_close_range, (unsigned)FIRST_DESCRIPTOR, ~0U, 4U /* CLOEXEC */))
		return;
#endif
	dir = opendir("/proc/self/fd");
	while (dir && (entry = readdir(dir))) {
		int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd >= FIRST_DESCRIPTOR)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
}

static int clear_of_standard(int fd)
{
	int moved;

	if (fd < 0 || fd >= FIRST_DESCRIPTOR)
		return fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);
	close(fd);
	return moved;
}

static int open_pipe(int *ret_read, int *ret_write)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	fds[0] = clear_of_standard(fds[0]);
	fds[1] = clear_of_standard(fds[1]);
	if (fds[0] < 0 || fds[1] < 0 || fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0) {
		close_pair(fds);
		return -1;
	}
	*ret_read = fds[0];
	*ret_write = fds[1];
	return 0;
}

static int open_input(const char *data, size_t len, int *ret_fd, struct vb_err *err)
{
	vb_auto_fd fd = clear_of_standard(memfd_create("input", MFD_CLOEXEC));
	int rc;

	if (fd < 0)
		return vb_err_sys(err, errno, "its input");
	rc = vb_fsat_write_all(fd, "its input", data, len, err);
	if (rc < 0)
		return rc;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return vb_err_sys(err, errno, "its input");
	*ret_fd = vb_steal_fd(&fd);
	return 0;
}

static int open_streams(struct child *child, struct standard *standard, struct vb_err *err)
{
	const struct vb_process *process = child->process;
	int rc = process->input
			 ? open_input(process->input, process->input_len, &standard->input, err)
			 : 0;

	if (rc < 0)
		return rc;
	if ((child->streams[0].buf && open_pipe(&child->streams[0].fd, &standard->output) < 0) ||
		(child->streams[1].buf && open_pipe(&child->streams[1].fd, &standard->errors) < 0))
		return vb_err_sys(err, errno, "a pipe");
	return 0;
}

static int add_standard(posix_spawn_file_actions_t *actions, int source, int fd)
{
	return source >= 0 ? posix_spawn_file_actions_adddup2(actions, source, fd)
			   : posix_spawn_file_actions_addopen(
				     actions, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0);
}

static int fill_actions(posix_spawn_file_actions_t *actions, const struct vb_process *process,
	const struct standard *standard)
{
	int sys = add_standard(actions, standard->input, STDIN_FILENO);

	if (!sys)
		sys = add_standard(actions, standard->output, STDOUT_FILENO);
	if (!sys && !process->pass_stderr)
		sys = add_standard(actions, standard->errors, STDERR_FILENO);
	if (!sys && process->cwd_fd >= 0)
		sys = posix_spawn_file_actions_addfchdir_np(actions, process->cwd_fd);
	return sys;
}

static void fill_attributes(posix_spawnattr_t *attributes, const sigset_t *mask)
{
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	sigaddset(&defaults, SIGCHLD);
	posix_spawnattr_setsigdefault(attributes, &defaults);
	posix_spawnattr_setsigmask(attributes, mask);
	posix_spawnattr_setpgroup(attributes, 0);
	posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
}

/* Returns an errno. */
static int spawn(struct child *child, const struct standard *standard)
{
	const struct vb_process *process = child->process;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int sys;

	if (posix_spawn_file_actions_init(&actions) || posix_spawnattr_init(&attributes))
		vb_oom();
	fill_attributes(&attributes, &child->mask);
	mark_descriptors();
	sys = fill_actions(&actions, process, standard);
	if (!sys)
		sys = posix_spawn(&child->pid, process->argv[0], &actions, &attributes,
			(char *const *)(uintptr_t)process->argv,
			process->env ? (char *const *)(uintptr_t)process->env : environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return sys;
}

static int open_pidfd(pid_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0U);
#else
	(void)pid;
	return -1;
#endif
}

static int start(struct child *child, struct vb_err *err)
{
	struct standard standard = {-1, -1, -1};
	int sys, rc = 0;

	/* Where fork stands in for vfork (valgrind, emulators) the spawn would not tell. */
	if (faccessat(AT_FDCWD, child->process->argv[0], X_OK, AT_EACCESS) < 0)
		return vb_err_set(err, VB_EFAIL, "%s", strerror(errno));
	rc = open_streams(child, &standard, err);
	if (!rc) {
		sys = spawn(child, &standard);
		if (sys)
			rc = vb_err_set(err, VB_EFAIL, "%s", strerror(sys));
	}
	vb_close_fd(&standard.input);
	vb_close_fd(&standard.output);
	vb_close_fd(&standard.errors);
	if (rc < 0)
		return rc;
	child->pidfd = open_pidfd(child->pid);
	if (child->process->timeout_ms)
		child->deadline = now_ms() + child->process->timeout_ms;
	return 0;
}

static void finish(struct child *child)
{
	vb_close_fd(&child->streams[0].fd);
	vb_close_fd(&child->streams[1].fd);
	vb_close_fd(&child->pidfd);
}

/* It stays a zombie until it is reaped, so that its number and its group stay its own. */
static bool has_ended(const struct child *child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == child->pid;
}

/* Reads what is there. */
static int drain(struct stream *stream, size_t max, struct vb_err *err)
{
	while (stream->fd >= 0) {
		ssize_t got;

		vb_buf_reserve(stream->buf, 16 * 1024);
		got = read(stream->fd, stream->buf->data + stream->buf->len,
			stream->buf->room - stream->buf->len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return 0;
		if (got <= 0) {
			close(vb_steal_fd(&stream->fd));
			return 0;
		}
		stream->buf->len += (size_t)got;
		stream->buf->data[stream->buf->len] = '\0';
		if (stream->buf->len - stream->start > max) {
			vb_buf_truncate(stream->buf, stream->start + max);
			return vb_err_set(err, VB_EFAIL, "it printed more than %zu bytes", max);
		}
	}
	return 0;
}

/* Until something happens, at most MS (-1: for ever). */
static void wait_event(const struct child *child, int64_t ms)
{
	struct pollfd polls[] = {
		{child->pidfd, POLLIN, 0},
		{child->streams[0].fd, POLLIN, 0},
		{child->streams[1].fd, POLLIN, 0},
	};
	struct timespec time;

	if (child->pidfd < 0 && (ms < 0 || ms > TICK_MS))
		ms = TICK_MS;
	time.tv_sec = (time_t)(ms / 1000);
	time.tv_nsec = (long)(ms % 1000) * 1000000;
	/* A failure but EINTR cannot be; the caller looks at everything again in any case. */
	ppoll(polls, VB_COUNT(polls), ms < 0 ? NULL : &time, &child->mask);
}

/* How long to wait at most, of LEFT (-1: for ever). */
static int64_t show_time(const struct vb_log *log, int64_t left)
{
	if (!log || !log->progress)
		return left;
	vb_log_progress(log, NULL, 0, 0);
	return left < 0 || left > SHOWN_MS ? SHOWN_MS : left;
}

static int watch(struct child *child, struct vb_err *err)
{
	const struct vb_process *process = child->process;
	size_t max = process->max_output ? process->max_output : DEFAULT_MAX_OUTPUT;

	for (;;) {
		bool ended = has_ended(child);
		int64_t left = child->deadline ? child->deadline - now_ms() : -1;
		int rc = drain(&child->streams[0], max, err);

		if (!rc)
			rc = drain(&child->streams[1], max, err);
		if (rc < 0 || ended)
			return rc;
		rc = vb_interrupt_check(err);
		if (rc < 0)
			return rc;
		if (child->deadline && left <= 0)
			return vb_err_set(err, VB_EFAIL, "it did not end within %g s",
				process->timeout_ms / 1000.0);
		wait_event(child, show_time(process->log, left));
	}
}

/* Ends it and all that it started; gently when we are ended ourselves. */
static void end(const struct child *child, bool interrupted)
{
	int64_t deadline = now_ms() + PATIENCE_MS;

	if (interrupted) {
		kill(-child->pid, vb_interrupt_signal());
		kill(-child->pid, SIGCONT);
		while (!has_ended(child) && now_ms() < deadline)
			poll(&(struct pollfd){child->pidfd, POLLIN, 0}, 1, TICK_MS);
	}
	kill(-child->pid, SIGKILL);
}

static int reap(const struct child *child)
{
	int status;

	while (waitpid(child->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return 128 + SIGKILL;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run(struct child *child, int *ret_status, struct vb_err *err)
{
	int status, rc = start(child, err);

	if (rc < 0) {
		finish(child);
		return rc;
	}
	rc = watch(child, err);
	if (rc < 0)
		end(child, rc == -VB_ESIGNAL);
	status = reap(child);
	finish(child);
	if (!rc)
		*ret_status = status;
	return rc;
}

int vb_process_run(const struct vb_process *process, struct vb_buf *out, struct vb_buf *errors,
	int *ret_status, struct vb_err *err)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, before;
	struct child child = {.process = process, .pidfd = -1};
	sigset_t blocked;
	int rc;

	child.streams[0] = (struct stream){-1, out, out ? out->len : 0};
	child.streams[1] = (struct stream){-1, errors, errors ? errors->len : 0};
	if (process->pass_stderr)
		child.streams[1].buf = NULL;
	/* A signal between looking for one and sleeping would be slept over; an ignored SIGCHLD,
	 * which a parent may leave us, would lose the exit status. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGHUP);
	sigprocmask(SIG_BLOCK, &blocked, &child.mask);
	sigaction(SIGCHLD, &usual, &before);
	rc = run(&child, ret_status, err);
	sigaction(SIGCHLD, &before, NULL);
	sigprocmask(SIG_SETMASK, &child.mask, NULL);
	return rc < 0 && rc != -VB_ESIGNAL ? vb_err_wrap(err, "running '%s'", process->argv[0])
					   : rc;
}
