/* SPDX-License-Identifier: MIT */
/*
 * The floor of a cold cache: inflates a wheel into a directory, checks nothing, and becomes the
 * program that makes an environment of it.
 *
 *	inflate WHEEL IMAGE PROGRAM ARGUMENT...
 */
#include <archive.h>
#include <archive_entry.h>
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char bytes[1 << 20];

static void make_parents(int dirfd, char *path)
{
	for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdirat(dirfd, path, 0777);
		*slash = '/';
	}
}

static void inflate(struct archive *archive, int dirfd, const char *path)
{
	int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	ssize_t part;

	if (fd < 0) {
		char *parents = strdup(path);

		make_parents(dirfd, parents);
		free(parents);
		fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	}
	if (fd < 0)
		err(1, "%s", path);
	while ((part = archive_read_data(archive, bytes, sizeof(bytes))) > 0)
		if (write(fd, bytes, (size_t)part) != part)
			err(1, "%s", path);
	close(fd);
}

static void unpack(const char *wheel, const char *image)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int fd;

	if (mkdir(image, 0777) < 0)
		err(1, "%s", image);
	fd = open(image, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", image);
	archive_read_support_format_zip(archive);
	if (archive_read_open_filename(archive, wheel, 1 << 16) != ARCHIVE_OK)
		errx(1, "%s: %s", wheel, archive_error_string(archive));
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK)
		inflate(archive, fd, archive_entry_pathname(entry));
	archive_read_free(archive);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		errx(2, "usage: inflate WHEEL IMAGE PROGRAM ARGUMENT...");
	unpack(argv[1], argv[2]);
	execv(argv[3], argv + 3);
	err(1, "%s", argv[3]);
}
