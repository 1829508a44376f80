/* SPDX-License-Identifier: MIT */
/*
 * The ways of a file from an image into an environment, and the choice among them. Directories
 * are made by image_layout.c.
 */
#include "core/link.h"

#include "core/image.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static int open_source(const struct vb_link *link)
{
	return openat(link->image->files_fd, link->entry->path,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* A new file, as the umask wants it. */
static int open_new(const struct vb_link *link)
{
	return openat(link->dirfd, link->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		link->entry->executable ? 0777 : 0666);
}

/* The image's time, and the end of the file. 0 or an errno; the file is gone then. */
static int finish_new(const struct vb_link *link, int fd, int error)
{
	const struct timespec times[2] = {{0, UTIME_OMIT}, {link->entry->mtime, 0}};

	if (!error && futimens(fd, times) < 0)
		error = errno;
	if (close(fd) < 0 && errno != EINTR && !error)
		error = errno;
	if (error)
		unlinkat(link->dirfd, link->name, 0);
	return error;
}

static bool has_same_attribute(int a, int b, const char *name)
{
	char left[1024], right[1024];
	ssize_t left_len = fgetxattr(a, name, left, sizeof(left));
	ssize_t right_len = fgetxattr(b, name, right, sizeof(right));

	if (left_len < 0 || right_len < 0)
		return left_len < 0 && right_len < 0 && errno != ERANGE;
	return left_len == right_len && !memcmp(left, right, (size_t)left_len);
}

/* Whether the image's file can stand for the new one: a link shares all that is compared here. */
static bool is_like_new(const struct vb_link *link, int source, int fresh)
{
	struct stat theirs, ours;

	if (!geteuid() || (link->run->umask & 0111))
		return false;
	if (fstat(source, &theirs) < 0 || fstat(fresh, &ours) < 0)
		return false;
	return theirs.st_uid == ours.st_uid && theirs.st_gid == ours.st_gid &&
	       theirs.st_mode == ours.st_mode &&
	       has_same_attribute(source, fresh, "security.selinux") &&
	       has_same_attribute(source, fresh, "system.posix_acl_access");
}

/* The three ways. Each returns 0 or an errno, and leaves nothing behind when it fails. */
static int clone_file(const struct vb_link *link)
{
	vb_auto_fd source = open_source(link);
	int fd, error;

	if (source < 0)
		return errno;
	fd = open_new(link);
	if (fd < 0)
		return errno;
	error = ioctl(fd, FICLONE, source) < 0 ? errno : 0;
	return finish_new(link, fd, error);
}

static int link_file(const struct vb_link *link)
{
	return linkat(link->image->files_fd, link->entry->path, link->dirfd, link->name, 0) < 0
		       ? errno
		       : 0;
}

/* By hand, for file systems between which the kernel does not copy. */
static int pump(int source, int fd, uint64_t size)
{
	static char chunk[64 * 1024];

	while (size) {
		size_t want = size < sizeof(chunk) ? (size_t)size : sizeof(chunk);
		ssize_t got = read(source, chunk, want);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? errno : ENODATA;
		size -= (uint64_t)got;
		for (ssize_t at = 0, put; at < got; at += put) {
			put = write(fd, chunk + at, (size_t)(got - at));
			if (put < 0 && errno != EINTR)
				return errno;
			put = put < 0 ? 0 : put;
		}
	}
	return 0;
}

static int copy_bytes(int source, int fd, uint64_t size)
{
	while (size) {
		ssize_t got = copy_file_range(source, NULL, fd, NULL, (size_t)size, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) /* not between these, or not of this kind: then it moved nothing */
			return pump(source, fd, size);
		size -= (uint64_t)got;
	}
	return 0;
}

static int copy_file(const struct vb_link *link)
{
	vb_auto_fd source = open_source(link);
	int fd;

	if (source < 0)
		return errno;
	fd = open_new(link);
	if (fd < 0)
		return errno;
	return finish_new(link, fd, copy_bytes(source, fd, link->entry->size));
}

static const struct {
	const char *name;
	int (*place)(const struct vb_link *link);
} ways[] = {
	[VB_LINK_CLONE] = {"clone", clone_file},
	[VB_LINK_HARDLINK] = {"hardlink", link_file},
	[VB_LINK_COPY] = {"copy", copy_file},
};

/* Tries it with a file that goes again. 0 or an errno. */
static int probe(const struct vb_link *link, enum vb_link_mode *ret_mode)
{
	vb_auto_fd source = open_source(link), fresh = -1;

	if (source < 0)
		return errno;
	fresh = open_new(link);
	if (fresh < 0)
		return errno;
	if (!ioctl(fresh, FICLONE, source))
		*ret_mode = VB_LINK_CLONE;
	else
		*ret_mode = is_like_new(link, source, fresh) ? VB_LINK_HARDLINK : VB_LINK_COPY;
	return unlinkat(link->dirfd, link->name, 0) < 0 ? errno : 0;
}

static void choose(const struct vb_link *link, enum vb_link_mode mode)
{
	link->linker->mode = mode;
	link->linker->chosen = true;
	vb_verbose(link->run->log, "files of packages: link-mode=%s", ways[mode].name);
}

/* Whether ERROR says that a way does not exist between these files, not that something broke. */
static bool is_refusal(int error)
{
	static const int refusals[] = {EXDEV, EMLINK, EPERM, EOPNOTSUPP, ENOTTY, EINVAL, ENOSYS};

	for (size_t i = 0; i < VB_COUNT(refusals); i++) {
		if (error == refusals[i])
			return true;
	}
	return false;
}

static bool is_auto(const struct vb_link *link)
{
	return link->run->request.link_mode == VB_LINK_AUTO;
}

/* 0 or an errno. */
static int place(const struct vb_link *link)
{
	struct vb_linker *linker = link->linker;
	enum vb_link_mode mode = link->run->request.link_mode;
	int error = 0;

	if (!linker->chosen && is_auto(link))
		error = probe(link, &mode);
	if (error)
		return error;
	if (!linker->chosen)
		choose(link, mode);
	error = ways[linker->mode].place(link);
	if (!is_auto(link) || linker->mode == VB_LINK_COPY || !is_refusal(error))
		return error;
	if (error != EMLINK) /* which is about this file alone */
		choose(link, VB_LINK_COPY);
	return copy_file(link);
}

static bool has_same_rest(int a, int b)
{
	char left[4096], right[4096];
	ssize_t left_len, right_len;

	do {
		left_len = read(a, left, sizeof(left));
		right_len = read(b, right, sizeof(right));
		if (left_len < 0 || left_len != right_len ||
			memcmp(left, right, (size_t)left_len) != 0)
			return false;
	} while (left_len);
	return true;
}

static bool is_there_already(const struct vb_link *link)
{
	vb_auto_fd ours = open_source(link);
	vb_auto_fd theirs =
		openat(link->dirfd, link->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	return ours >= 0 && theirs >= 0 && !fstat(theirs, &st) && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == link->entry->size && has_same_rest(ours, theirs);
}

int vb_link_place(const struct vb_link *link, struct vb_err *err)
{
	int error = place(link);

	if (!error)
		return 0;
	if (error == EEXIST)
		return link->yields || is_there_already(link)
			       ? 0
			       : vb_err_set(err, VB_EFAIL,
					 "'%s' is there already, with other contents",
					 link->entry->path);
	if (error == ENODATA)
		return vb_err_set(err, VB_EFAIL, "'%s/files/%s' is shorter than its index says",
			link->image->path, link->entry->path);
	if (!is_auto(link) && is_refusal(error) && link->linker->mode != VB_LINK_COPY)
		return vb_err_sys(err, error, "link-mode=%s does not work here for '%s/files/%s'",
			ways[link->linker->mode].name, link->image->path, link->entry->path);
	return vb_err_sys(
		err, error, "writing '%s' from '%s'", link->entry->path, link->image->path);
}
