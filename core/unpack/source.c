/* SPDX-License-Identifier: MIT */
/* Reading the wheel's file, once. */
#include "core/unpack/source.h"

#include "core/fsat.h"
#include "core/unpack/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

enum { CHUNK = 128 * 1024, MAX_IN_MEMORY = 64 * 1024 * 1024 };

static int open_wheel(const char *path, off_t *ret_size, struct vb_err *err)
{
	vb_auto_fd fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return vb_err_sys(err, errno, "opening it");
	if (!S_ISREG(st.st_mode))
		return vb_err_set(err, VB_EFAIL, "it is not a regular file");
	*ret_size = st.st_size;
	return vb_steal_fd(&fd);
}

/* Reads FROM to its end, hashes it, and writes it to TO. */
static int copy(int from, int to, struct digest *digest, size_t *ret_size, struct vb_err *err)
{
	vb_auto_free char *chunk = malloc(CHUNK);
	size_t size = 0;
	int rc = 0;

	if (!chunk)
		vb_oom();
	while (!rc) {
		ssize_t got = read(from, chunk, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return vb_err_sys(err, errno, "reading it");
		if (!got)
			break;
		size += (size_t)got;
		digest_add(digest, chunk, (size_t)got);
		rc = vb_fsat_write_all(to, "a copy of it", chunk, (size_t)got, err);
	}
	*ret_size = size;
	return rc;
}

static int read_wheel(
	int from, int to, struct vb_arena *arena, struct source *ret_source, struct vb_err *err)
{
	struct digest *digest = digest_new();
	int rc = copy(from, to, digest, &ret_source->size, err);

	ret_source->sha256 = digest_finish_hex(digest, arena);
	digest_free(digest);
	return rc;
}

int source_open(const char *path, int dirfd, struct vb_arena *arena, struct source *ret_source,
	struct vb_err *err)
{
	off_t size = 0;
	vb_auto_fd from = open_wheel(path, &size, err);
	vb_auto_fd to = -1;
	void *data;
	int rc;

	if (from < 0)
		return from;
	to = size <= MAX_IN_MEMORY ? memfd_create("wheel", MFD_CLOEXEC)
				   : openat(dirfd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (to < 0)
		return vb_err_sys(err, errno, "making a copy of it");
	rc = read_wheel(from, to, arena, ret_source, err);
	if (rc < 0)
		return rc;
	if (!ret_source->size)
		return vb_err_set(err, VB_EFAIL, "it is empty");
	data = mmap(NULL, ret_source->size, PROT_READ, MAP_PRIVATE, to, 0);
	if (data == MAP_FAILED)
		return vb_err_sys(err, errno, "mapping it");
	ret_source->data = data;
	return 0;
}
