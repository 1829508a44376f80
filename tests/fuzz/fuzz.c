/* SPDX-License-Identifier: MIT */
/* What libFuzzer calls, and the little that targets need to give bytes to a parser. */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vb_arena *arena = vb_arena_new();

	fuzz_one(arena, (const char *)data, size);
	vb_arena_free(arena);
	return 0;
}

static void say_nothing(void *user, enum vb_level level, const char *text)
{
	(void)user, (void)level, (void)text;
}

const struct vb_log fuzz_log = {.level = VB_DEBUG, .line = say_nothing};

char *fuzz_next(struct vb_arena *arena, const char **data, size_t *len, char separator)
{
	const char *end;
	size_t taken;
	char *text;

	if (!*len)
		return NULL;
	end = memchr(*data, separator, *len);
	taken = end ? (size_t)(end - *data) : *len;
	text = vb_arena_dup(arena, *data, taken);
	*data += taken + (end ? 1 : 0);
	*len -= taken + (end ? 1 : 0);
	return text;
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(fd, data, len);

		HOLDS(put > 0);
		data += put;
		len -= (size_t)put;
	}
}

int fuzz_file(const char *data, size_t len)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	HOLDS(fd >= 0);
	write_all(fd, data, len);
	HOLDS(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static char directory[] = "/dev/shm/venvb-fuzz-XXXXXX";

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	return remove(path);
}

static void remove_directory(void)
{
	nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int fuzz_directory(const char **ret_path)
{
	static int fd = -1;

	if (fd < 0) {
		HOLDS(mkdtemp(directory));
		atexit(remove_directory);
		fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		HOLDS(fd >= 0);
	}
	*ret_path = directory;
	return fd;
}

void fuzz_put(int dirfd, const char *name, const char *data, size_t len)
{
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	HOLDS(fd >= 0);
	write_all(fd, data, len);
	close(fd);
}
