/* SPDX-License-Identifier: MIT */
/*
 * Lays a whole image out, in one pass along its sorted index: directories are made and opened as
 * they come, so that nothing is looked up by a deep path and no link on the way is followed. How
 * a single file gets there is link.c's.
 */
#include "core/image.h"
#include "core/interrupt.h"
#include "core/link.h"
#include "core/path.h"
#include "core/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct walk {
	struct vb_arena *arena;
	int *fds;         /* of the open directories; fds[0] is the root, which is not ours */
	size_t depth;     /* index of the innermost */
	const char *path; /* begins with the innermost one's path, */
	size_t len;       /* which is this long */
};

static size_t depth_of(const struct vb_image *image)
{
	size_t deepest = 0;

	for (size_t i = 0; i < image->count; i++) {
		size_t depth = 1;

		for (const char *at = image->entries[i].path; (at = strchr(at, '/')); at++)
			depth++;
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest;
}

static bool is_inside(const struct walk *walk, const char *path, size_t len)
{
	return !walk->len || (len >= walk->len && !memcmp(path, walk->path, walk->len) &&
				     (len == walk->len || path[walk->len] == '/'));
}

static void leave(struct walk *walk)
{
	const char *slash = memrchr(walk->path, '/', walk->len);

	walk->len = slash ? (size_t)(slash - walk->path) : 0;
	close(walk->fds[walk->depth--]);
}

/* Makes and opens the directory that the first END bytes of PATH name, in the innermost one. */
static int enter(struct walk *walk, const char *path, size_t end, struct vb_err *err)
{
	size_t start = walk->len ? walk->len + 1 : 0;
	const char *name = path + start;
	int parent = walk->fds[walk->depth], fd;

	if (path[end])
		name = vb_arena_dup(walk->arena, name, end - start);
	if (mkdirat(parent, name, 0777) < 0 && errno != EEXIST)
		return vb_err_sys(err, errno, "making directory '%.*s'", (int)end, path);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return vb_err_sys(err, errno, "opening directory '%.*s'", (int)end, path);
	walk->fds[++walk->depth] = fd;
	walk->path = path;
	walk->len = end;
	return 0;
}

/* Makes the first LEN bytes of PATH the innermost open directory. */
static int go(struct walk *walk, const char *path, size_t len, struct vb_err *err)
{
	while (!is_inside(walk, path, len))
		leave(walk);
	while (walk->len < len) {
		size_t end = walk->len ? walk->len + 1 : 0;
		int rc;

		while (end < len && path[end] != '/')
			end++;
		rc = enter(walk, path, end, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int lay_out(struct walk *walk, struct vb_link *link, struct vb_err *err)
{
	for (size_t i = 0; i < link->image->count; i++) {
		const struct vb_image_entry *entry = &link->image->entries[i];
		size_t len = (size_t)(vb_path_base(entry->path) - entry->path);
		int rc = vb_interrupt_check(err);

		if (entry->is_dir)
			len = strlen(entry->path);
		else if (len)
			len--;
		if (!rc)
			rc = go(walk, entry->path, len, err);
		if (!rc && !entry->is_dir) {
			link->entry = entry;
			link->dirfd = walk->fds[walk->depth];
			rc = vb_link_place(link, err);
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

int vb_image_lay_out(struct vb_run *run, const struct vb_image *image, int root_fd,
	struct vb_linker *linker, struct vb_err *err)
{
	struct vb_link link = {.run = run, .image = image, .linker = linker};
	struct walk walk = {.arena = run->arena, .path = ""};
	int rc;

	walk.fds = vb_arena_array(run->arena, depth_of(image) + 1, sizeof(*walk.fds));
	walk.fds[0] = root_fd;
	rc = lay_out(&walk, &link, err);
	while (walk.depth)
		close(walk.fds[walk.depth--]);
	return rc < 0 ? vb_err_wrap(err, "laying out '%s'", image->name ? image->name : "byte code")
		      : 0;
}
