/* SPDX-License-Identifier: MIT */
/* Opening what is to be emptied, unless something is mounted there. */
#include "core/empty.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static int open_dir(int dirfd, const char *name)
{
	return openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* "/proc/self/fd/7", without the C library's formatting. */
static void name_descriptor(int fd, char *path)
{
	static const char dir[] = "/proc/self/fd/";
	char digits[16];
	size_t count = 0;

	memcpy(path, dir, strlen(dir));
	path += strlen(dir);
	for (; fd || !count; fd /= 10)
		digits[count++] = (char)('0' + fd % 10);
	while (count)
		*path++ = digits[--count];
	*path = '\0';
}

/* By its descriptor: the name may have become a link. */
static int let_owner_in(int dirfd, const char *name)
{
	vb_auto_fd fd = openat(dirfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char path[64];

	if (fd < 0)
		return -1;
	name_descriptor(fd, path);
	return chmod(path, 0700);
}

#ifdef STATX_MNT_ID
/* Zero: an older kernel does not tell. */
static uint64_t mount_of(int fd)
{
	struct statx found;

	return statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) == 0 &&
			       found.stx_mask & STATX_MNT_ID
		       ? found.stx_mnt_id
		       : 0;
}
#else
static uint64_t mount_of(int fd)
{
	(void)fd;
	return 0;
}
#endif

/* A directory that is mounted in another place of its file system has the same device. */
static bool is_mounted(int above, int fd)
{
	struct stat outer, inner;

	return fstat(above, &outer) < 0 || fstat(fd, &inner) < 0 || outer.st_dev != inner.st_dev ||
	       mount_of(above) != mount_of(fd);
}

int vb_empty_open(int dirfd, const char *name)
{
	vb_auto_fd fd = open_dir(dirfd, name);
	struct stat st;

	if (fd < 0 && errno == EACCES && let_owner_in(dirfd, name) == 0)
		fd = open_dir(dirfd, name);
	if (fd < 0)
		return -1;
	if (dirfd != AT_FDCWD && is_mounted(dirfd, fd)) {
		errno = EBUSY;
		return -1;
	}
	if (fstat(fd, &st) == 0 && (st.st_mode & 0700) != 0700)
		fchmod(fd, 0700);
	return vb_steal_fd(&fd);
}
