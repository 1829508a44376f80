/* SPDX-License-Identifier: MIT */
/*
 * Building images: one builder at a time in a store, in a directory of its own that is synced
 * and renamed into place. A generation that is in use is never touched; one that is not goes
 * when the next is built.
 */
#include "core/image_store.h"

#include "core/fsat.h"
#include "core/interrupt.h"
#include "core/lock.h"
#include "core/path.h"
#include "core/run.h"
#include "core/wheel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>

/* What is being filled, and what a crew has filled and nobody synced yet: neither outlives us. */
static const char new_prefix[] = "new-", filled_prefix[] = "new-filled-";

struct build {
	struct vb_run *run;
	const struct vb_image_store *store;
	const struct vb_wheel *wheel;
	const char *name; /* of the directory being filled, relative to the store */
	bool alone;       /* the lock is held */
};

/* Waits for the lock, which goes with its descriptor. A file system without locks: two builders
 * then do the same work twice, each in a directory of its own. */
static int lock(struct build *build, int fd, struct vb_err *err)
{
	const char *notice = vb_arena_printf(build->run->arena,
		"waiting for another venvb to unpack '%s'", vb_path_base(build->wheel->path));
	bool said = false;
	int rc = vb_lock_wait(fd, build->run->log, notice, &said, err);

	build->alone = rc == 0;
	return rc < 0 ? rc : 0;
}

static int open_lock(struct build *build, struct vb_err *err)
{
	vb_auto_fd fd = -1;
	int rc = vb_fsat_make_dirs(build->store->fd, "images", 0700, err);

	if (rc < 0)
		return rc;
	fd = openat(
		build->store->fd, "images/lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return vb_err_sys(err, errno, "opening 'images/lock'");
	rc = lock(build, fd, err);
	return rc < 0 ? rc : vb_steal_fd(&fd);
}

/* What dead builders left: nobody else builds while we hold the lock. */
static void clean(const struct build *build)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_fd fd = vb_fsat_open_dir(build->store->fd, "images", &err);
	const char *const *names;

	if (!build->alone || fd < 0 ||
		vb_fsat_list(build->run->arena, fd, "images", &names, NULL, &err) < 0)
		return;
	for (; *names; names++) {
		if (strncmp(*names, new_prefix, strlen(new_prefix)) != 0)
			continue;
		if (vb_fsat_remove_tree(fd, *names, &err) < 0)
			vb_verbose(build->run->log, "in the cache: %s", err.msg);
		vb_err_done(&err);
	}
}

static struct vb_image *reuse(const struct build *build, const char *sha256)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_image_change change;
	struct vb_image *image;

	if (vb_image_store_open(build->run, build->store, sha256, &image, &err))
		return NULL;
	if (!build->run->request.check_image || !vb_image_has_changed(image, &change))
		return image;
	vb_image_let_go(image);
	return NULL;
}

/* Runs the helper in the new directory. With MAY_REUSE it unpacks nothing when there is an image
 * of what it hashed, and *RET_UNPACKED is false. */
static int unpack(const struct build *build, int fd, bool may_reuse, const char **ret_sha256,
	bool *ret_unpacked, struct vb_err *err)
{
	struct vb_arena *arena = build->run->arena;
	const char *images = vb_path_join(arena, build->store->path, "images"), *out = NULL;
	const char *expected = build->wheel->expected;
	const char *args[] = {
		build->wheel->path, expected ? expected : "-", may_reuse ? images : NULL, NULL};
	int rc = vb_wheel_helper(build->run, fd, args, &out, err);

	if (rc < 0)
		return rc;
	*ret_sha256 = vb_arena_dup(arena, out, strcspn(out, "\n"));
	*ret_unpacked = strstr(out, "\nunpacked\n") != NULL;
	return 0;
}

/* The name of the next generation: a number, one more than the last. */
static int next_generation(const struct build *build, int dirfd, const char *const **ret_old,
	const char **ret_name, struct vb_err *err)
{
	unsigned long last = 0;
	int rc = vb_fsat_list(build->run->arena, dirfd, "images", ret_old, NULL, err);

	if (rc < 0)
		return rc;
	for (const char *const *name = *ret_old; *name; name++) {
		unsigned long number = strtoul(*name, NULL, 10);

		last = number > last && number < ULONG_MAX ? number : last;
	}
	*ret_name = vb_arena_printf(build->run->arena, "%lu", last + 1);
	return 0;
}

static void remove_unused(const struct build *build, int dirfd, const char *const *old)
{
	for (; build->alone && *old; old++) {
		vb_auto_err err = VB_ERR_INIT;
		vb_auto_fd fd = -1;

		if (**old < '0' || **old > '9')
			continue;
		fd = vb_fsat_open_dir(dirfd, *old, &err);
		if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
			continue;
		unlinkat(fd, "index", 0);
		if (vb_fsat_remove_tree(dirfd, *old, &err) < 0)
			vb_verbose(build->run->log, "in the cache: %s", err.msg);
	}
}

static int point(int dirfd, const char *generation, struct vb_err *err)
{
	static const char temporary[] = "current.new";

	if (unlinkat(dirfd, temporary, 0) < 0 && errno != ENOENT)
		return vb_err_sys(err, errno, "removing '%s'", temporary);
	if (symlinkat(generation, dirfd, temporary) < 0 ||
		renameat(dirfd, temporary, dirfd, "current") < 0)
		return vb_err_sys(err, errno, "making 'current'");
	return 0;
}

/* Puts the new directory in its place; *RET_PATH is where it is then. */
static int publish(
	const struct build *build, const char *sha256, const char **ret_path, struct vb_err *err)
{
	struct vb_arena *arena = build->run->arena;
	const char *dir = vb_arena_printf(arena, "images/%s", sha256), *generation;
	const char *const *old;
	vb_auto_fd fd = -1;
	int rc = vb_fsat_make_dirs(build->store->fd, dir, 0700, err);

	if (rc < 0)
		return rc;
	fd = vb_fsat_open_dir(build->store->fd, dir, err);
	if (fd < 0)
		return fd;
	rc = next_generation(build, fd, &old, &generation, err);
	if (rc < 0)
		return rc;
	if (renameat(build->store->fd, build->name, fd, generation) < 0)
		return vb_err_sys(err, errno, "making '%s/%s'", dir, generation);
	rc = point(fd, generation, err);
	if (rc < 0)
		return rc;
	remove_unused(build, fd, old);
	dir = vb_path_join(arena, build->store->path, dir);
	*ret_path = vb_path_join(arena, dir, generation);
	return 0;
}

/* A file system that keeps no owners, modes or times would make each use look like a change. */
static int check_new(const struct vb_image *image, struct vb_err *err)
{
	struct vb_image_change change;

	if (!vb_image_has_changed(image, &change))
		return 0;
	vb_err_set(err, VB_EFAIL, "'%s' is not as it was unpacked (%s)", change.path, change.what);
	err->sys = EIO;
	return -VB_EFAIL;
}

static int set_aside(const struct build *build, const char *sha256, struct vb_err *err)
{
	const char *name = vb_arena_printf(build->run->arena, "images/%s%s", filled_prefix, sha256);

	/* Another of the same bytes may be there. */
	if (renameat(build->store->fd, build->name, build->store->fd, name) < 0 &&
		errno != EEXIST && errno != ENOTEMPTY)
		return vb_err_sys(err, errno, "making '%s'", name);
	return 0;
}

static int sync_disk(int fd, struct vb_err *err)
{
	return syncfs(fd) < 0 ? vb_err_sys(err, errno, "writing the image to the disk") : 0;
}

/* FD, of the new directory, becomes the image's. */
static int finish(const struct build *build, int fd, const char *sha256,
	struct vb_image **ret_image, struct vb_err *err)
{
	struct vb_run *run = build->run;
	struct vb_image *image = vb_arena_one(run->arena, struct vb_image);
	int rc = vb_image_load(run, fd, build->name, image, err);

	if (!rc)
		rc = vb_image_load_meta(run, image, err);
	if (!rc)
		rc = check_new(image, err);
	if (rc < 0)
		return rc;
	if (run->is_crew) {
		rc = set_aside(build, sha256, err);
	} else {
		if (build->store->shared) {
			flock(fd, LOCK_SH);
			rc = sync_disk(fd, err);
		}
		if (!rc)
			rc = publish(build, sha256, &image->path, err);
	}
	if (rc < 0)
		return rc;
	image->sha256 = sha256;
	image->fresh = true;
	*ret_image = image;
	return 0;
}

/* Fills the new directory, unless there is an image to be used. */
static int fill(const struct build *build, struct vb_image **ret_image, struct vb_err *err)
{
	vb_auto_fd fd = vb_fsat_open_dir(build->store->fd, build->name, err);
	const char *sha256 = NULL;
	bool unpacked = false;
	int rc = fd < 0 ? fd : unpack(build, fd, true, &sha256, &unpacked, err);

	if (!rc && !unpacked) {
		*ret_image = reuse(build, sha256);
		if (!*ret_image)
			rc = unpack(build, fd, false, &sha256, &unpacked, err);
	}
	if (!rc && unpacked)
		rc = finish(build, vb_steal_fd(&fd), sha256, ret_image, err);
	if (!rc)
		vb_wheel_remember(build->run, build->wheel, sha256);
	return rc;
}

static int make(struct build *build, struct vb_image **ret_image, struct vb_err *err)
{
	vb_auto_err ignored = VB_ERR_INIT;
	int rc;

	if (!build->run->is_crew)
		clean(build);
	build->name =
		vb_arena_printf(build->run->arena, "images/%s%ld", new_prefix, (long)getpid());
	vb_fsat_remove_tree(build->store->fd, build->name, &ignored);
	if (mkdirat(build->store->fd, build->name, 0700) < 0)
		return vb_err_sys(err, errno, "making '%s'", build->name);
	vb_verbose(build->run->log, "unpacking '%s'", build->wheel->path);
	rc = fill(build, ret_image, err);
	vb_err_done(&ignored);
	if (vb_fsat_remove_tree(build->store->fd, build->name, &ignored) < 0)
		vb_verbose(build->run->log, "in the cache: %s", ignored.msg);
	return rc;
}

int vb_image_store_build(struct vb_run *run, const struct vb_image_store *store,
	const struct vb_wheel *wheel, struct vb_image **ret_image, struct vb_err *err)
{
	struct build build = {.run = run, .store = store, .wheel = wheel, .alone = run->is_crew};
	vb_auto_fd lock_fd = run->is_crew ? -1 : open_lock(&build, err);
	const char *sha256;

	if (lock_fd < 0 && !run->is_crew)
		return lock_fd;
	sha256 = wheel->expected ? wheel->expected : vb_wheel_recall(run, wheel);
	*ret_image = sha256 ? reuse(&build, sha256) : NULL;
	return *ret_image ? 0 : make(&build, ret_image, err);
}

int vb_image_store_hold(struct vb_run *run, const struct vb_image_store *store,
	const struct vb_wheel *first, int *ret_fd, struct vb_err *err)
{
	struct build build = {.run = run, .store = store, .wheel = first};
	vb_auto_fd fd = open_lock(&build, err);

	if (fd < 0)
		return fd;
	if (!build.alone)
		return vb_err_set(err, VB_EFAIL, "the file system of the cache has no locks");
	clean(&build);
	*ret_fd = vb_steal_fd(&fd);
	return 0;
}

static void publish_filled(struct build *build, const char *const *names)
{
	for (; *names; names++) {
		vb_auto_err err = VB_ERR_INIT;
		const char *path;

		if (strncmp(*names, filled_prefix, strlen(filled_prefix)) != 0)
			continue;
		build->name = vb_arena_printf(build->run->arena, "images/%s", *names);
		if (publish(build, *names + strlen(filled_prefix), &path, &err) < 0)
			vb_verbose(build->run->log, "in the cache: %s", err.msg);
	}
}

void vb_image_store_publish(struct vb_run *run, const struct vb_image_store *store)
{
	struct build build = {.run = run, .store = store, .alone = true};
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd fd = vb_fsat_open_dir(store->fd, "images", &ignored);
	const char *const *names;

	if (fd >= 0 && !vb_interrupt_signal() &&
		vb_fsat_list(run->arena, fd, "images", &names, NULL, &ignored) == 0 &&
		sync_disk(fd, &ignored) == 0)
		publish_filled(&build, names);
	clean(&build);
}
