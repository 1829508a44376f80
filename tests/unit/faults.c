/* SPDX-License-Identifier: MIT */
/* The program's definitions of these functions come before those of the C library. */
#include "tests/unit/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static enum fault armed;
static int left;

void faults_arm(enum fault fault, int nth)
{
	armed = fault;
	left = nth;
}

int faults_disarm(void)
{
	armed = FAULT_NONE;
	return left <= 0;
}

static int is_time(void)
{
	if (armed == FAULT_NONE || armed == FAULT_OLD || armed == FAULT_SIGNAL || --left != 0)
		return 0;
	if (armed == FAULT_DIE)
		_exit(FAULT_STATUS);
	errno = EIO;
	return 1;
}

int mkdirat(int fd, const char *path, mode_t mode)
{
	return is_time() ? -1 : (int)syscall(SYS_mkdirat, fd, path, mode);
}

int symlinkat(const char *target, int fd, const char *path)
{
	return is_time() ? -1 : (int)syscall(SYS_symlinkat, target, fd, path);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	return is_time() ? -1 : (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}

int unlinkat(int fd, const char *path, int flags)
{
	return is_time() ? -1 : (int)syscall(SYS_unlinkat, fd, path, flags);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return is_time() ? -1 : (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	if ((armed == FAULT_OLD || armed == FAULT_SIGNAL) && flags) {
		if (armed == FAULT_SIGNAL)
			raise(SIGTERM);
		errno = EINVAL;
		return -1;
	}
	return is_time() ? -1 : (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

int fchmod(int fd, mode_t mode)
{
	return is_time() ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int openat(int fd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return flags & O_CREAT && is_time() ? -1 : (int)syscall(SYS_openat, fd, path, flags, mode);
}
