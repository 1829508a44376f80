/* SPDX-License-Identifier: MIT */
/*
 * strike: runs a command and strikes at one of its system calls that touch files.
 *
 *	strike count COMMAND...        does nothing
 *	strike kill:N COMMAND...       kills with SIGKILL who makes the Nth call, instead of it
 *	strike fail:N:ERRNO COMMAND... lets it fail, ERRNO as a number
 *	strike from:N:ERRNO COMMAND... and every writing one behind it, as on a full disk
 *	strike short:N COMMAND...      lets it write half, if it writes
 *	strike INT:N, TERM:N, HUP:N    sends that signal to the command, and makes the call
 *
 * Calls are counted over the command and all its children in the order in which they are made.
 * With STRIKE_WITHOUT_EXCHANGE in the environment no two names can be exchanged (renameat2), as on
 * file systems that cannot do it. With STRIKE_DENY=TEXT nothing can be made whose path begins with
 * TEXT (EACCES), as in a directory of somebody else.
 * On descriptor 9, if it is open, comes one line for the call that was struck: its number and
 * name; and one with how many there were. The exit status is the command's, or 128 and the signal.
 */
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPORT_FD = 9, USAGE = 125 };

#if defined(__x86_64__)

enum what { COUNT, KILL, FAIL, FROM, SHORT, SIGNAL };

struct strike {
	enum what what;
	unsigned long at; /* the Nth, from 1 */
	int value;        /* errno, or the signal */
	pid_t command;
	unsigned long seen;
	int status; /* of the command, once it is over */
	int without_exchange;
	const char *deny; /* the beginning of paths, or NULL */
};

static void die(const char *doing)
{
	perror(doing);
	exit(USAGE);
}

/* --- the command ------------------------------------------------------------------------ */

/* Only what is counted stops: all else runs at its own speed. */
static void install_filter(void)
{
	struct sock_filter filter[CALL_COUNT + 6];
	struct sock_fprog program = {0, filter};
	size_t len = 0;

	filter[len++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	filter[len++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
	filter[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[len++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < CALL_COUNT; i++)
		filter[len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			(uint32_t)calls[i].number, (uint8_t)(CALL_COUNT - i), 0);
	filter[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	program.len = (unsigned short)len;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		die("filter");
}

static pid_t start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child > 0)
		return child;
	close(REPORT_FD);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		die("ptrace");
	raise(SIGSTOP);
	install_filter();
	execvp(*command, command);
	die(*command);
	return -1;
}

/* --- striking --------------------------------------------------------------------------- */

static void report(const struct strike *strike, const struct call *call)
{
	dprintf(REPORT_FD, "struck %lu %s\n", strike->seen, call ? call->name : "?");
}

static void fail_call(pid_t pid, struct user_regs_struct *regs, int error)
{
	regs->orig_rax = (unsigned long long)-1;
	regs->rax = (unsigned long long)-(long long)error;
	ptrace(PTRACE_SETREGS, pid, NULL, regs);
}

static int is_writing(const struct call *call)
{
	static const char *const names[] = {"write", "pwrite64", "mkdirat", "mkdir", "symlinkat",
		"linkat", "ftruncate", "fallocate", "copy_file_range", "sendfile", "fsync"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(call->name, names[i]))
			return 1;
	return 0;
}

static void hit(const struct strike *strike, pid_t pid, struct user_regs_struct *regs,
	const struct call *call)
{
	switch (strike->what) {
	case COUNT:
		break;
	case KILL:
		kill(pid, SIGKILL);
		break;
	case FAIL:
	case FROM:
		fail_call(pid, regs, strike->value);
		break;
	case SHORT:
		if (call->writes && regs->rdx > 1) {
			regs->rdx /= 2;
			ptrace(PTRACE_SETREGS, pid, NULL, regs);
		}
		break;
	case SIGNAL:
		kill(strike->command, strike->value);
		break;
	}
}

/* Whether the text at ADDRESS begins with what is denied. */
static int begins_denied(const struct strike *strike, pid_t pid, unsigned long long address)
{
	char text[64] = "";
	struct iovec here = {text, sizeof(text) - 1}, there = {(void *)(uintptr_t)address, here.iov_len};
	size_t len = strlen(strike->deny);

	/* What lies before the end of a page may be shorter. */
	if (process_vm_readv(pid, &here, 1, &there, 1, 0) < 0) {
		there.iov_len = len;
		if (process_vm_readv(pid, &here, 1, &there, 1, 0) < 0)
			return 0;
	}
	return strncmp(text, strike->deny, len) == 0;
}

/* Of calls that make something in a directory, or take it out. */
static int is_denied(const struct strike *strike, pid_t pid, const struct user_regs_struct *regs)
{
	switch (strike->deny ? (long)regs->orig_rax : -1) {
	case SYS_openat:
		return regs->rdx & O_CREAT && begins_denied(strike, pid, regs->rsi);
	case SYS_mkdirat:
		return begins_denied(strike, pid, regs->rsi);
	case SYS_renameat2:
		return begins_denied(strike, pid, regs->rsi) ||
		       begins_denied(strike, pid, regs->r10);
	default:
		return 0;
	}
}

static void see_call(struct strike *strike, pid_t pid)
{
	struct user_regs_struct regs;
	const struct call *call;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) < 0)
		return;
	call = find_call((long)regs.orig_rax);
	/* What is said to a person is no file; and closing never fails in a way that matters here.
	 */
	if (!call || (call->writes && (regs.rdi == 1 || regs.rdi == 2)))
		return;
	if (strike->without_exchange && call->number == SYS_renameat2 &&
		regs.r8 & RENAME_EXCHANGE) {
		fail_call(pid, &regs, EINVAL);
		return;
	}
	if (is_denied(strike, pid, &regs)) {
		fail_call(pid, &regs, EACCES);
		return;
	}
	strike->seen++;
	if (strike->seen == strike->at) {
		report(strike, call);
		hit(strike, pid, &regs, call);
	} else if (strike->what == FROM && strike->at && strike->seen > strike->at &&
		   is_writing(call)) {
		fail_call(pid, &regs, strike->value);
	}
}

/* One stop of a traced process; the signal to go on with. */
static int see_stop(struct strike *strike, pid_t pid, int status)
{
	int event = status >> 16, signal = WSTOPSIG(status);

	if (event == PTRACE_EVENT_SECCOMP)
		see_call(strike, pid);
	/* A new child begins with a stop, and so does a command. */
	return event || signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
}

static void trace(struct strike *strike)
{
	int status;
	pid_t pid;

	if (waitpid(strike->command, &status, __WALL) < 0 || !WIFSTOPPED(status))
		die("waiting");
	ptrace(PTRACE_SETOPTIONS, strike->command, NULL,
		PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	ptrace(PTRACE_CONT, strike->command, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status))
			ptrace(PTRACE_CONT, pid, NULL,
				(void *)(intptr_t)see_stop(strike, pid, status));
		else if (pid == strike->command)
			strike->status = status;
	}
}

/* --- the command line --------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum what what;
	int value;
} words[] = {
	{"count", COUNT, 0},
	{"kill", KILL, 0},
	{"fail", FAIL, 0},
	{"from", FROM, 0},
	{"short", SHORT, 0},
	{"INT", SIGNAL, SIGINT},
	{"TERM", SIGNAL, SIGTERM},
	{"HUP", SIGNAL, SIGHUP},
};

static int parse(struct strike *strike, char *text)
{
	char *at = strchr(text, ':'), *value = at ? strchr(at + 1, ':') : NULL;

	if (value)
		strike->value = (int)strtol(value + 1, NULL, 10);
	if (at) {
		*at = '\0';
		strike->at = strtoul(at + 1, NULL, 10);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].name, text) != 0)
			continue;
		strike->what = words[i].what;
		if (words[i].value)
			strike->value = words[i].value;
		return 0;
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct strike strike = {.without_exchange = getenv("STRIKE_WITHOUT_EXCHANGE") != NULL,
		.deny = getenv("STRIKE_DENY")};

	if (argc < 3 || parse(&strike, argv[1]) < 0) {
		fprintf(stderr, "usage: strike WHAT[:N[:ERRNO]] COMMAND...\n");
		return USAGE;
	}
	strike.command = start(argv + 2);
	trace(&strike);
	dprintf(REPORT_FD, "calls %lu\n", strike.seen);
	return WIFSIGNALED(strike.status) ? 128 + WTERMSIG(strike.status)
					  : WEXITSTATUS(strike.status);
}

#else

int main(void)
{
	fprintf(stderr, "strike knows the registers of x86_64 alone\n");
	return 77;
}

#endif
