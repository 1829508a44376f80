/* SPDX-License-Identifier: MIT */
/* Reading, writing, listing and removing, relative to open directories. */
#include "core/fsat.h"

#include "core/empty.h"

#include <errno.h>
#include <fcntl.h>

int vb_fsat_open_dir(int dirfd, const char *rel, struct vb_err *err)
{
	int fd = openat(dirfd, rel, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 ? fd : vb_err_sys(err, errno, "opening directory '%s'", rel);
}

int vb_fsat_read_fd(int fd, const char *name, size_t max, struct vb_buf *out, struct vb_err *err)
{
	size_t start = out->len;

	for (;;) {
		ssize_t got;

		vb_buf_reserve(out, 16 * 1024);
		got = read(fd, out->data + out->len, out->room - out->len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading '%s'", name);
		out->len += (size_t)got;
		out->data[out->len] = '\0';
		if (!got)
			return 0;
		if (out->len - start > max)
			return vb_err_set(
				err, VB_EFAIL, "reading '%s': larger than %zu bytes", name, max);
	}
}

static int read_file(int dirfd, const char *rel, int follow, size_t max, bool missing_ok,
	struct vb_buf *out, struct vb_err *err)
{
	vb_auto_fd fd = openat(dirfd, rel, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow);
	struct stat st;

	if (fd < 0 && missing_ok && (errno == ENOENT || errno == ENOTDIR))
		return 1;
	if (fd < 0)
		return vb_err_sys(err, errno, "opening '%s'", rel);
	if (fstat(fd, &st) < 0)
		return vb_err_sys(err, errno, "reading '%s'", rel);
	if (!S_ISREG(st.st_mode))
		return vb_err_set(err, VB_EFAIL, "reading '%s': not a regular file", rel);
	if (st.st_size > 0 && (uintmax_t)st.st_size <= max)
		vb_buf_reserve(out, (size_t)st.st_size + 1);
	return vb_fsat_read_fd(fd, rel, max, out, err);
}

int vb_fsat_read(int dirfd, const char *rel, size_t max, bool missing_ok, struct vb_buf *out,
	struct vb_err *err)
{
	return read_file(dirfd, rel, O_NOFOLLOW, max, missing_ok, out, err);
}

int vb_fsat_read_through(int dirfd, const char *rel, size_t max, bool missing_ok,
	struct vb_buf *out, struct vb_err *err)
{
	return read_file(dirfd, rel, 0, max, missing_ok, out, err);
}

int vb_fsat_write_all(int fd, const char *name, const void *data, size_t len, struct vb_err *err)
{
	const char *at = data;

	while (len) {
		ssize_t put = write(fd, at, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return vb_err_sys(err, errno, "writing '%s'", name);
		at += put;
		len -= (size_t)put;
	}
	return 0;
}

int vb_fsat_create(
	int dirfd, const char *rel, mode_t mode, const void *data, size_t len, struct vb_err *err)
{
	vb_auto_fd fd =
		openat(dirfd, rel, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	int rc;

	if (fd < 0)
		return vb_err_sys(err, errno, "writing '%s'", rel);
	rc = vb_fsat_write_all(fd, rel, data, len, err);
	if (rc < 0)
		return rc;
	if (close(vb_steal_fd(&fd)) < 0 && errno != EINTR)
		return vb_err_sys(err, errno, "writing '%s'", rel);
	return 0;
}

int vb_fsat_replace(
	int dirfd, const char *rel, mode_t mode, const void *data, size_t len, struct vb_err *err)
{
	static unsigned serial;
	vb_auto_buf temporary = VB_BUF_INIT;
	int rc;

	vb_buf_addf(&temporary, "%s.%ld-%u", rel, (long)getpid(), ++serial);
	rc = vb_fsat_create(dirfd, temporary.data, mode, data, len, err);
	if (rc < 0) {
		if (err->sys != EEXIST)
			unlinkat(dirfd, temporary.data, 0);
		return rc;
	}
	if (renameat(dirfd, temporary.data, dirfd, rel) < 0) {
		rc = vb_err_sys(err, errno, "writing '%s'", rel);
		unlinkat(dirfd, temporary.data, 0);
	}
	return rc;
}

char *vb_fsat_readlink(struct vb_arena *arena, int dirfd, const char *rel)
{
	vb_auto_buf text = VB_BUF_INIT;
	size_t room = 256;

	for (;; room *= 2) {
		ssize_t got;

		vb_buf_reserve(&text, room);
		got = readlinkat(dirfd, rel, text.data, room);
		if (got < 0)
			return NULL;
		if ((size_t)got < room)
			return vb_arena_dup(arena, text.data, (size_t)got);
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int vb_fsat_list(struct vb_arena *arena, int fd, const char *name, const char *const **ret_names,
	size_t *ret_count, struct vb_err *err)
{
	vb_auto_fd again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	vb_auto_dir dir = again < 0 ? NULL : fdopendir(again);
	const char **names = NULL;
	size_t count = 0, room = 0;
	struct dirent *entry;

	if (!dir)
		return vb_err_sys(err, errno, "listing '%s'", name);
	vb_steal_fd(&again);
	while (errno = 0, (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		names = vb_arena_grow(arena, names, count, &room, sizeof(*names));
		names[count++] = vb_arena_str(arena, entry->d_name);
	}
	if (errno)
		return vb_err_sys(err, errno, "listing '%s'", name);
	names = vb_arena_grow(arena, names, count, &room, sizeof(*names));
	names[count] = NULL;
	qsort(names, count, sizeof(*names), compare_names);
	*ret_names = names;
	if (ret_count)
		*ret_count = count;
	return 0;
}

static int note_failure(struct vb_err *err, int rc, const char *name)
{
	return err->code ? -err->code : rc < 0 ? rc : vb_err_sys(err, errno, "removing '%s'", name);
}

/* Empties an open directory and closes it. */
static int remove_entries(int fd, struct vb_err *err);

static int remove_entry(int dirfd, const char *name, struct vb_err *err)
{
	int fd, rc, reason;

	if (!unlinkat(dirfd, name, 0) || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return note_failure(err, 0, name);
	reason = errno;
	fd = vb_empty_open(dirfd, name);
	if (fd < 0) {
		errno = errno == ENOTDIR ? reason : errno;
		return note_failure(err, 0, name);
	}
	rc = remove_entries(fd, err);
	if (unlinkat(dirfd, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return note_failure(err, rc, name);
	return rc;
}

static int remove_entries(int fd, struct vb_err *err)
{
	vb_auto_fd own = fd;
	vb_auto_dir dir = fdopendir(own);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return note_failure(err, 0, ".");
	vb_steal_fd(&own);
	while (errno = 0, (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
			remove_entry(fd, entry->d_name, err) < 0)
			rc = -err->code;
	}
	return errno && rc == 0 ? note_failure(err, 0, ".") : rc;
}

int vb_fsat_remove_tree(int dirfd, const char *rel, struct vb_err *err)
{
	return remove_entry(dirfd, rel, err);
}

int vb_fsat_make_dirs(int dirfd, const char *rel, mode_t mode, struct vb_err *err)
{
	vb_auto_buf path = VB_BUF_INIT;
	size_t i;

	vb_buf_adds(&path, rel);
	for (i = 1; i <= path.len; i++) {
		char saved = path.data[i];

		if (saved != '/' && saved != '\0')
			continue;
		path.data[i] = '\0';
		if (mkdirat(dirfd, path.data, mode) < 0 && errno != EEXIST &&
			(errno != EROFS || faccessat(dirfd, path.data, F_OK, 0) < 0))
			return vb_err_sys(err, errno, "making directory '%s'", path.data);
		path.data[i] = saved;
	}
	return 0;
}
