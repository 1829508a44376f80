/* SPDX-License-Identifier: MIT */
/*
 * The floor that venvb is measured against: it makes the system calls that an environment needs
 * and no others. What to make is read from a list, which bench.py takes from a finished
 * environment; the contents of written files do not matter, their sizes do.
 *
 *	floor                                    nothing: an empty process
 *	floor create LIST ENV [IMAGE]...         stage, rename
 *	floor open PLUGIN...                     dlopen and dlsym of each
 *	floor clear LIST ENV [IMAGE]...          stage, exchange, delete the old one
 *
 * A list has a line an entry: "D path", "L path target", "F mode size path"; "O n path" opens the
 * directory from where the next are counted, with image n to take them from: "H path" (a hard
 * link) and "C mode size mtime path" (a copy).
 */
#include <dirent.h>
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_IMAGES = 256 };

struct work {
	int root; /* of the environment */
	int into; /* the directory that paths count from */
	int from; /* the image that they are taken from */
	int images[MAX_IMAGES];
	int image_count;
};

static char bytes[1 << 20];

static int open_dir(int dirfd, const char *path)
{
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void put(int fd, size_t size, const char *path)
{
	while (size) {
		size_t part = size < sizeof(bytes) ? size : sizeof(bytes);

		if (write(fd, bytes, part) != (ssize_t)part)
			err(1, "%s", path);
		size -= part;
	}
}

static int make_file(int dirfd, const char *path, mode_t mode)
{
	int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void make_dir(const struct work *work, char *text)
{
	if (mkdirat(work->into, text, 0777) < 0)
		err(1, "%s", text);
}

static void make_link(const struct work *work, char *text)
{
	char *target = strchr(text, ' ');

	*target++ = '\0';
	if (symlinkat(target, work->into, text) < 0)
		err(1, "%s", text);
}

static void write_file(const struct work *work, char *text)
{
	mode_t mode = (mode_t)strtoul(text, &text, 8);
	size_t size = strtoul(text, &text, 10);
	int fd = make_file(work->into, text + 1, mode);

	put(fd, size, text);
	close(fd);
}

static void change_root(struct work *work, char *text)
{
	unsigned long image = strtoul(text, &text, 10);

	work->from = work->images[image];
	work->into = open_dir(work->root, text + 1);
}

static void link_file(const struct work *work, char *text)
{
	if (linkat(work->from, text, work->into, text, 0) < 0)
		err(1, "%s", text);
}

static void copy_file(const struct work *work, char *text)
{
	mode_t mode = (mode_t)strtoul(text, &text, 8);
	size_t size = strtoul(text, &text, 10);
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {0}};
	int in, out;

	times[1].tv_sec = strtol(text, &text, 10);
	in = openat(work->from, ++text, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		err(1, "%s", text);
	out = make_file(work->into, text, mode);
	while (size) {
		ssize_t part = read(in, bytes, size < sizeof(bytes) ? size : sizeof(bytes));

		if (part <= 0 || write(out, bytes, (size_t)part) != part)
			err(1, "%s", text);
		size -= (size_t)part;
	}
	futimens(out, times);
	close(in);
	close(out);
}

static void follow(struct work *work, char *list)
{
	char *next;

	for (; *list; list = next) {
		next = strchr(list, '\n');
		*next++ = '\0';
		switch (list[0]) {
		case 'D':
			make_dir(work, list + 2);
			break;
		case 'L':
			make_link(work, list + 2);
			break;
		case 'F':
			write_file(work, list + 2);
			break;
		case 'O':
			change_root(work, list + 2);
			break;
		case 'H':
			link_file(work, list + 2);
			break;
		case 'C':
			copy_file(work, list + 2);
			break;
		}
	}
}

static char *read_list(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0)
		err(1, "%s", path);
	text = malloc((size_t)st.st_size + 1);
	if (!text || read(fd, text, (size_t)st.st_size) != st.st_size)
		err(1, "%s", path);
	text[st.st_size] = '\0';
	close(fd);
	return text;
}

static void delete_tree(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		err(1, "%s", name);
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (entry->d_type == DT_DIR)
			delete_tree(fd, entry->d_name);
		else if (unlinkat(fd, entry->d_name, 0) < 0)
			err(1, "%s", entry->d_name);
	}
	closedir(dir);
	if (unlinkat(dirfd, name, AT_REMOVEDIR) < 0)
		err(1, "%s", name);
}

/* Makes the environment beside ENV and puts it in its place. */
static void create(const char *list, const char *env, char **images, bool clear)
{
	struct work work = {.into = -1};
	char staging[4096];

	snprintf(staging, sizeof(staging), "%s.staging", env);
	if (mkdir(staging, 0777) < 0)
		err(1, "%s", staging);
	work.root = work.into = open_dir(AT_FDCWD, staging);
	for (; *images && work.image_count < MAX_IMAGES; images++)
		work.images[work.image_count++] = open_dir(AT_FDCWD, *images);
	follow(&work, read_list(list));
	if (renameat2(AT_FDCWD, staging, AT_FDCWD, env, clear ? RENAME_EXCHANGE : 0) < 0)
		err(1, "%s", env);
	if (clear)
		delete_tree(AT_FDCWD, staging);
}

static void open_plugins(char **paths)
{
	for (; *paths; paths++) {
		void *plugin = dlopen(*paths, RTLD_NOW | RTLD_LOCAL);

		if (!plugin || !dlsym(plugin, "venvb_plugin"))
			errx(1, "%s", dlerror());
	}
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 0;
	if (!strcmp(argv[1], "open")) {
		open_plugins(argv + 2);
		return 0;
	}
	if (argc < 4 || (strcmp(argv[1], "create") && strcmp(argv[1], "clear")))
		errx(2, "usage: floor [create|clear LIST ENV [IMAGE]... | open PLUGIN...]");
	create(argv[2], argv[3], argv + 4, !strcmp(argv[1], "clear"));
	return 0;
}
