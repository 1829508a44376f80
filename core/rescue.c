/* SPDX-License-Identifier: MIT */
/* Listing, removing and finding files by system calls alone. */
#include "core/rescue.h"

#include "core/empty.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/syscall.h>

enum { ROOM = 2048, MOST_PASSES = 64 };

/* As the kernel gives them. */
struct entry {
	uint64_t ino;
	int64_t next;
	uint16_t len;
	uint8_t type;
	char name[];
};

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* One pass; how many entries are gone. */
static int visit_all(int fd, vb_rescue_fn *visit, int argument, int *ret_failed)
{
	_Alignas(struct entry) char buffer[ROOM];
	int gone = 0;
	long got;

	*ret_failed = 0;
	lseek(fd, 0, SEEK_SET);
	while ((got = syscall(SYS_getdents64, fd, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < got;) {
			const struct entry *entry = (const void *)(buffer + at);
			int result = is_dots(entry->name) ? 0 : visit(fd, entry->name, argument);

			gone += result > 0;
			if (result < 0)
				*ret_failed = errno;
			at += entry->len;
		}
	}
	if (got < 0)
		*ret_failed = errno;
	return gone;
}

int vb_rescue_each(int fd, vb_rescue_fn *visit, int other_fd)
{
	int failed = 0, passes = 0;

	/* A listing of which entries go may leave some out. */
	while (visit_all(fd, visit, other_fd, &failed) && ++passes < MOST_PASSES)
		;
	errno = failed;
	return failed ? -1 : 0;
}

static int remove_at(int dirfd, const char *name, int depth);

static int remove_entry(int fd, const char *name, int depth)
{
	return remove_at(fd, name, depth) < 0 ? -1 : 1;
}

/* Empties NAME, unless something is mounted there. */
static void empty(int dirfd, const char *name, int depth)
{
	vb_auto_fd fd = vb_empty_open(dirfd, name);

	if (fd >= 0)
		vb_rescue_each(fd, remove_entry, depth - 1);
}

static int remove_at(int dirfd, const char *name, int depth)
{
	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (unlinkat(dirfd, name, AT_REMOVEDIR) == 0)
		return 0;
	if (depth > 0)
		empty(dirfd, name, depth);
	return unlinkat(dirfd, name, AT_REMOVEDIR);
}

int vb_rescue_remove(int dirfd, const char *name)
{
	return remove_at(dirfd, name, VB_RESCUE_DEPTH);
}

int vb_rescue_open_parent(int root_fd, const char *path, const char **ret_name)
{
	int fd = openat(root_fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *slash;

	for (; fd >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char name[NAME_MAX + 1] = "";
		int above = fd;

		if ((size_t)(slash - path) >= sizeof(name)) {
			close(fd);
			return -1;
		}
		memcpy(name, path, (size_t)(slash - path));
		fd = openat(above, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(above);
	}
	*ret_name = path;
	return fd;
}
