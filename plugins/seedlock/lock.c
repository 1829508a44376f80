/* SPDX-License-Identifier: MIT */
/* The project is the directory that the environment will stand in. */
#include "lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 64 * 1024 * 1024 };

static int32_t read_all(
	const struct host *host, int fd, const char *path, size_t size, const char **ret_bytes)
{
	char *bytes = host->api->memory(host->run, (uint64_t)size + 1);
	size_t len = 0;

	if (!bytes)
		return seeding_fail(host, "no memory for '%s'", path);
	while (len < size) {
		ssize_t count = read(fd, bytes + len, size - len);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return seeding_fail(host, "reading '%s': %s", path, strerror(errno));
		if (!count)
			break;
		len += (size_t)count;
	}
	bytes[len] = 0;
	if (strlen(bytes) != len)
		return seeding_fail(host, "'%s' is no lock: it has a NUL byte", path);
	*ret_bytes = bytes;
	return VENVB_OK;
}

int32_t seedlock_read(const struct host *host, const char *path, const char **ret_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int32_t rc;

	if (fd < 0)
		return seeding_fail(
			host, "the lock '%s' cannot be read: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		rc = seeding_fail(host, "the lock '%s' is not a file", path);
	else if (st.st_size > MOST_BYTES)
		rc = seeding_fail(host, "the lock '%s' is larger than %d MiB", path,
			MOST_BYTES / 1024 / 1024);
	else
		rc = read_all(host, fd, path, (size_t)st.st_size, ret_bytes);
	close(fd);
	return rc;
}

static const char *project_of(const struct host *host)
{
	const char *target = seeding_request(host, "target");
	const char *slash = target ? strrchr(target, '/') : NULL;

	if (!slash)
		return "/";
	return slash == target ? "/" : seeding_text(host, "%.*s", (int)(slash - target), target);
}

/* PEP 751 names them: pylock.toml and pylock.NAME.toml. */
static bool is_pylock(const char *name)
{
	return !strcmp(name, "pylock.toml") || !fnmatch("pylock.?*.toml", name, 0);
}

/* Requirements are a lock when they have hashes. */
static bool has_hashes(const struct host *host, const char *path)
{
	const char *bytes = "";

	return seedlock_read(host, path, &bytes) == VENVB_OK && strstr(bytes, "--hash=");
}

static int is_candidate(const struct dirent *entry)
{
	return is_pylock(entry->d_name) || !fnmatch("requirements*.txt", entry->d_name, 0);
}

static int32_t find_in(const struct host *host, const char *project, const char **ret_path)
{
	const char *found = NULL, *second = NULL;
	struct dirent **names;
	int count = scandir(project, &names, is_candidate, alphasort);

	for (int i = 0; i < count; i++) {
		const char *path = seeding_text(
			host, "%s/%s", strcmp(project, "/") ? project : "", names[i]->d_name);

		if (is_pylock(names[i]->d_name) || has_hashes(host, path)) {
			second = found && !second ? path : second;
			found = found ? found : path;
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	if (second)
		return seeding_fail(host,
			"there are several locks, '%s' and '%s': name one with the option 'file'",
			found, second);
	if (!found)
		return seeding_fail(host,
			"there is no lock in '%s' (pylock.toml, or requirements.txt with hashes): "
			"name one with the option 'file'",
			project);
	*ret_path = found;
	return VENVB_OK;
}

int32_t seedlock_find(const struct host *host, struct lock *ret_lock)
{
	const char *path = seeding_option(host, "file");
	int32_t rc = VENVB_OK;

	if (!path)
		rc = find_in(host, project_of(host), &path);
	if (rc != VENVB_OK)
		return rc;
	ret_lock->path = path;
	return seedlock_read(host, path, &ret_lock->bytes);
}
