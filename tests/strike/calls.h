/* SPDX-License-Identifier: MIT */
/*
 * The system calls that touch files, as far as this machine has them: those that are counted,
 * struck, or made to fail. Writing calls carry the register of their length, for short writes.
 */
#ifndef VB_STRIKE_CALLS_H
#define VB_STRIKE_CALLS_H

#include <stddef.h>
#include <sys/syscall.h>

struct call {
	long number;
	const char *name;
	int writes; /* its third argument is how many bytes */
};

#define CALL(name)                                                                                 \
	{                                                                                          \
		SYS_##name, #name, 0                                                               \
	}
#define WRITING(name)                                                                              \
	{                                                                                          \
		SYS_##name, #name, 1                                                               \
	}

static const struct call calls[] = {
#ifdef SYS_open
	CALL(open),
	CALL(creat),
	CALL(stat),
	CALL(lstat),
	CALL(access),
	CALL(mkdir),
	CALL(rmdir),
	CALL(unlink),
	CALL(link),
	CALL(symlink),
	CALL(rename),
	CALL(readlink),
	CALL(chmod),
	CALL(chown),
	CALL(lchown),
	CALL(getdents),
#endif
#ifdef SYS_renameat
	CALL(renameat),
#endif
#ifdef SYS_faccessat2
	CALL(faccessat2),
#endif
#ifdef SYS_statx
	CALL(statx),
#endif
#ifdef SYS_openat2
	CALL(openat2),
#endif
	CALL(openat),
	CALL(newfstatat),
	CALL(fstat),
	CALL(faccessat),
	CALL(mkdirat),
	CALL(unlinkat),
	CALL(linkat),
	CALL(symlinkat),
	CALL(renameat2),
	CALL(readlinkat),
	CALL(fchmod),
	CALL(fchmodat),
	CALL(fchown),
	CALL(fchownat),
	CALL(utimensat),
	CALL(getdents64),
	CALL(chdir),
	CALL(fchdir),
	CALL(flock),
	CALL(fsync),
	CALL(fdatasync),
	CALL(syncfs),
	CALL(truncate),
	CALL(ftruncate),
	CALL(fallocate),
	CALL(copy_file_range),
	CALL(sendfile),
	CALL(statfs),
	CALL(fstatfs),
	CALL(getxattr),
	CALL(lgetxattr),
	CALL(fgetxattr),
	CALL(read),
	CALL(pread64),
	CALL(lseek),
	CALL(close),
	CALL(ioctl),
	WRITING(write),
	WRITING(pwrite64),
};
enum { CALL_COUNT = sizeof(calls) / sizeof(calls[0]) };

static inline const struct call *find_call(long number)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		if (calls[i].number == number)
			return &calls[i];
	return NULL;
}

#endif
