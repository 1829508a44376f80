/* SPDX-License-Identifier: MIT */
/* One function for each part of the state. */
#include "core/process_state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
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
		vb_buf_addf(out, "signal %d %s%s\n", number, handling,
			sigismember(&mask, number) == 1 ? ", blocked" : "");
	}
}

static void describe_environment(struct vb_buf *out)
{
	for (char **entry = environ; entry && *entry; entry++)
		vb_buf_addf(out, "the variable %s\n", *entry);
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
		vb_buf_addf(out, "descriptor %d open on '%s'\n", fd, target);
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

	vb_buf_adds(out, has_any ? "processes of its own\n" : "no process\n");
}

/* One that was closed, or leads elsewhere, is a matter of descriptors: nothing more is written. */
static void describe_output(struct vb_buf *out)
{
	static struct stat last;
	struct stat st;

	fflush(NULL);
	if (fstat(STDOUT_FILENO, &st) == 0 &&
		(!last.st_ino || (st.st_dev == last.st_dev && st.st_ino == last.st_ino)))
		last = st;
	vb_buf_addf(out, "%jd byte%s on standard output\n", (intmax_t)last.st_size,
		last.st_size == 1 ? "" : "s");
}

static void describe_timers(struct vb_buf *out)
{
	static const int timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};

	for (size_t i = 0; i < VB_COUNT(timers); i++) {
		struct itimerval value;

		if (getitimer(timers[i], &value) == 0)
			vb_buf_addf(out, "timer %zu %s\n", i,
				value.it_value.tv_sec || value.it_value.tv_usec ? "runs" : "rests");
	}
}

static void describe_limits(struct vb_buf *out)
{
	for (int which = 0; which < RLIM_NLIMITS; which++) {
		struct rlimit limit;

		if (getrlimit((__rlimit_resource_t)which, &limit) == 0)
			vb_buf_addf(out, "limit %d of %ju and %ju\n", which,
				(uintmax_t)limit.rlim_cur, (uintmax_t)limit.rlim_max);
	}
	errno = 0;
	vb_buf_addf(out, "priority %d\n", getpriority(PRIO_PROCESS, 0));
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
