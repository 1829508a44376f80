/* SPDX-License-Identifier: MIT */
/* One function for each part of the state. */
#include "core/process_state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

static void describe_directory(struct vb_buf *out)
{
	vb_auto_free char *cwd = getcwd(NULL, 0);

	vb_buf_addf(out, "the directory '%s'\n", cwd ? cwd : "?");
}

static void describe_umask(struct vb_buf *out)
{
	mode_t mask = umask(0);

	umask(mask);
	vb_buf_addf(out, "the umask %03o\n", (unsigned)mask);
}

static void describe_locale(struct vb_buf *out)
{
	const char *name = setlocale(LC_ALL, NULL);
	locale_t own = uselocale((locale_t)0);

	vb_buf_addf(out, "the locale '%s'%s\n", name ? name : "?",
		own == LC_GLOBAL_LOCALE ? "" : ", and one of the thread");
}

static void describe_signals(struct vb_buf *out)
{
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int number = 1; number < SIGRTMAX; number++) {
		struct sigaction action;
		const char *handling = "handled";

		if (sigaction(number, NULL, &action) < 0)
			continue;
		if (action.sa_handler == SIG_DFL)
			handling = "left to the system";
		else if (action.sa_handler == SIG_IGN)
			handling = "ignored";
		vb_buf_addf(out, "signal %d (%s) %s%s\n", number, strsignal(number), handling,
			sigismember(&mask, number) == 1 ? ", blocked" : "");
	}
}

static void describe_environment(struct vb_buf *out)
{
	for (char **entry = environ; entry && *entry; entry++)
		vb_buf_addf(out, "the variable %s\n", *entry);
}

/* Of the standard streams alone, which others share: running a program closes what is strange, and
 * so may the host. */
static void describe_flags(int fd, struct vb_buf *out)
{
	vb_buf_addf(out, ", with flags 0%o%s\n", (unsigned)fcntl(fd, F_GETFL),
		fcntl(fd, F_GETFD) & FD_CLOEXEC ? ", closed by exec" : "");
}

static void describe_descriptors(struct vb_buf *out)
{
	for (int fd = 0; fd < 1024; fd++) {
		char path[64], target[PATH_MAX];
		ssize_t len;

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = '\0';
		vb_buf_addf(out, "descriptor %d open on '%s'%s", fd, target,
			fd > STDERR_FILENO ? "\n" : "");
		if (fd <= STDERR_FILENO)
			describe_flags(fd, out);
	}
}

static void describe_threads(struct vb_buf *out)
{
	vb_auto_dir dir = opendir("/proc/self/task");
	const struct dirent *entry;
	unsigned count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	vb_buf_addf(out, "%u thread%s\n", count, count == 1 ? "" : "s");
}

/* One that has ended and was not waited for counts too. */
static void describe_children(struct vb_buf *out)
{
	siginfo_t info;
	bool has_any = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;

	vb_buf_adds(out, has_any ? "a process of its own\n" : "no process\n");
}

/* One that was closed, or leads elsewhere, is a matter of descriptors: nothing more is written. */
static void describe_stream(int fd, struct stat *last, const char *name, struct vb_buf *out)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		(!last->st_ino || (st.st_dev == last->st_dev && st.st_ino == last->st_ino)))
		*last = st;
	vb_buf_addf(out, "%jd byte%s on standard %s\n", (intmax_t)last->st_size,
		last->st_size == 1 ? "" : "s", name);
}

static void describe_output(struct vb_buf *out)
{
	static struct stat last[2];

	fflush(NULL);
	describe_stream(STDOUT_FILENO, &last[0], "output", out);
	describe_stream(STDERR_FILENO, &last[1], "error", out);
}

static void describe_input(struct vb_buf *out)
{
	static off_t last;
	off_t now = lseek(STDIN_FILENO, 0, SEEK_CUR);

	if (now >= 0)
		last = now;
	vb_buf_addf(out, "%jd bytes read of standard input\n", (intmax_t)last);
}

/* Those of timer_create, of which the system may tell. */
static unsigned count_timers(void)
{
	vb_auto_fd fd = open("/proc/self/timers", O_RDONLY | O_CLOEXEC);
	char text[4096];
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	unsigned count = 0;

	text[len < 0 ? 0 : len] = '\0';
	for (const char *at = text; (at = strstr(at, "ID:")); at++)
		count++;
	return count;
}

static void describe_timers(struct vb_buf *out)
{
	static const struct {
		int which;
		const char *name;
	} timers[] = {{ITIMER_REAL, "real"}, {ITIMER_VIRTUAL, "virtual"}, {ITIMER_PROF, "profile"}};
	unsigned count = count_timers();

	for (size_t i = 0; i < VB_COUNT(timers); i++) {
		struct itimerval value;

		if (getitimer(timers[i].which, &value) == 0)
			vb_buf_addf(out, "a timer '%s' that %s\n", timers[i].name,
				value.it_value.tv_sec || value.it_value.tv_usec ? "runs" : "rests");
	}
	vb_buf_addf(out, "%u timer%s of timer_create\n", count, count == 1 ? "" : "s");
}

static const char *const limit_names[] = {
	[RLIMIT_CPU] = "CPU",
	[RLIMIT_FSIZE] = "FSIZE",
	[RLIMIT_DATA] = "DATA",
	[RLIMIT_STACK] = "STACK",
	[RLIMIT_CORE] = "CORE",
	[RLIMIT_NPROC] = "NPROC",
	[RLIMIT_NOFILE] = "NOFILE",
	[RLIMIT_MEMLOCK] = "MEMLOCK",
	[RLIMIT_AS] = "AS",
};

static void describe_limit(int which, struct vb_buf *out)
{
	bool has_name = (size_t)which < VB_COUNT(limit_names) && limit_names[which];
	struct rlimit limit;

	if (getrlimit((__rlimit_resource_t)which, &limit) < 0)
		return;
	if (has_name)
		vb_buf_addf(out, "the limit RLIMIT_%s", limit_names[which]);
	else
		vb_buf_addf(out, "the limit %d", which);
	vb_buf_addf(out, " of %ju and %ju\n", (uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_max);
}

static void describe_limits(struct vb_buf *out)
{
	for (int which = 0; which < RLIM_NLIMITS; which++)
		describe_limit(which, out);
	errno = 0;
	vb_buf_addf(out, "priority %d\n", getpriority(PRIO_PROCESS, 0));
	vb_buf_addf(out, "process group %d, session %d\n", (int)getpgrp(), (int)getsid(0));
	vb_buf_addf(out, "user %d and %d, group %d and %d\n", (int)getuid(), (int)geteuid(),
		(int)getgid(), (int)getegid());
	vb_buf_addf(out, "a process that is %sdumpable\n", prctl(PR_GET_DUMPABLE) ? "" : "not ");
	vb_buf_addf(out, "privileges that %s be gained\n",
		prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? "cannot" : "can");
}

const struct vb_process_state vb_process_states[VB_PROCESS_COUNT] = {
	[VB_PROCESS_DIRECTORY] = {"directory", describe_directory},
	[VB_PROCESS_UMASK] = {"umask", describe_umask},
	[VB_PROCESS_LOCALE] = {"locale", describe_locale},
	[VB_PROCESS_SIGNALS] = {"signals", describe_signals},
	[VB_PROCESS_ENVIRONMENT] = {"environment", describe_environment},
	[VB_PROCESS_DESCRIPTORS] = {"descriptors", describe_descriptors},
	[VB_PROCESS_THREADS] = {"threads", describe_threads},
	[VB_PROCESS_CHILDREN] = {"processes", describe_children},
	[VB_PROCESS_OUTPUT] = {"output", describe_output},
	[VB_PROCESS_INPUT] = {"input", describe_input},
	[VB_PROCESS_TIMERS] = {"timers", describe_timers},
	[VB_PROCESS_LIMITS] = {"limits", describe_limits},
};

static bool has_line(const char *text, const char *line, size_t len)
{
	for (const char *at = text; *at;) {
		size_t found = strcspn(at, "\n");

		if (found == len && !strncmp(at, line, len))
			return true;
		at += found + (at[found] == '\n');
	}
	return false;
}

/* The first line of TEXT that OTHER has not. */
static const char *find_other(const char *text, const char *other, size_t *ret_len)
{
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n");

		if (!has_line(other, at, len)) {
			*ret_len = len;
			return at;
		}
		at += len + (at[len] == '\n');
	}
	return NULL;
}

bool vb_process_state_differ(const char *before, const char *after, struct vb_buf *out)
{
	size_t lost_len = 0, new_len = 0;
	const char *lost = find_other(before, after, &lost_len);
	const char *new = find_other(after, before, &new_len);

	if (!lost && !new)
		return false;
	if (lost)
		vb_buf_addf(out, "there was %.*s", (int)lost_len, lost);
	if (new)
		vb_buf_addf(out, "%sthere is %.*s", lost ? ", and now " : "", (int)new_len, new);
	return true;
}
