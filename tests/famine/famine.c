/* SPDX-License-Identifier: MIT */
/*
 * famine: preloaded, it lets a program's memory run out.
 *
 *	FAMINE=PROGRAM:N     in each process that is PROGRAM the Nth allocation fails
 *	FAMINE=PROGRAM:N+    and all behind it
 *	FAMINE=PROGRAM:0     none: for counting
 *	FAMINE_REPORT=FILE   gets a line with the number of allocations, of each such process that
 *	                     returns from main
 *
 * Counted is what is asked of malloc and its like once main is near, and anonymous memory that is
 * asked for by mmap.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t align, size_t size);

#define EXPORT __attribute__((visibility("default")))

static unsigned long seen, at;
static int is_armed, is_lasting;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("FAMINE");
	size_t len = strlen(program_invocation_short_name);
	char *end;

	if (!text || strncmp(text, program_invocation_short_name, len) != 0 || text[len] != ':')
		return;
	at = strtoul(text + len + 1, &end, 10);
	is_lasting = *end == '+';
	is_armed = 1;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("FAMINE_REPORT");
	int fd = is_armed && path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

	if (fd < 0)
		return;
	dprintf(fd, "%lu\n", seen);
	close(fd);
}

static int fails(void)
{
	if (!is_armed)
		return 0;
	seen++;
	if (seen != at && !(is_lasting && at && seen > at))
		return 0;
	errno = ENOMEM;
	return 1;
}

EXPORT void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

EXPORT void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

EXPORT void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

EXPORT void *memalign(size_t align, size_t size)
{
	return fails() ? NULL : __libc_memalign(align, size);
}

EXPORT void *aligned_alloc(size_t align, size_t size)
{
	return fails() ? NULL : __libc_memalign(align, size);
}

EXPORT int posix_memalign(void **ret, size_t align, size_t size)
{
	void *data = fails() ? NULL : __libc_memalign(align, size);

	if (!data)
		return ENOMEM;
	*ret = data;
	return 0;
}

EXPORT void *mmap(void *where, size_t size, int access, int flags, int fd, off_t offset)
{
	if ((flags & MAP_ANONYMOUS) && fails())
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, where, size, access, flags, fd, offset);
}
