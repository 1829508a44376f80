/* SPDX-License-Identifier: MIT */
/*
 * Opening images and checking them, which is all that a warm run does: one look at each file,
 * relative to the image's directory, following the index. Building is image_build.c's.
 */
#include "core/image.h"

#include "core/fsat.h"
#include "core/image_index.h"
#include "core/image_store.h"
#include "core/json.h"
#include "core/path.h"
#include "core/run.h"
#include "core/wheel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

enum { MAX_META = 4 * 1024 * 1024, ATTEMPTS = 5 };

int vb_image_load(
	struct vb_run *run, int fd, const char *path, struct vb_image *image, struct vb_err *err)
{
	struct vb_image_index index;
	int rc;

	vb_cache_hold(run->cache, fd);
	image->path = path;
	image->fd = fd;
	rc = vb_image_index_read(run->arena, fd, &index, err);
	if (rc < 0)
		return vb_err_wrap(err, "image '%s'", path);
	image->entries = index.entries;
	image->count = index.count;
	image->data = index.data;
	image->data_count = index.data_count;
	image->files_fd = vb_fsat_open_dir(fd, "files", err);
	if (image->files_fd < 0)
		return vb_err_wrap(err, "image '%s'", path);
	vb_cache_hold(run->cache, image->files_fd);
	return 0;
}

static const char *const *take_texts(const json_t *json, struct vb_arena *arena)
{
	size_t count = json_array_size(json);
	const char **texts = vb_arena_array(arena, count + 1, sizeof(*texts));

	for (size_t i = 0; i < count; i++) {
		texts[i] = vb_json_to_bytes(json_array_get(json, i), arena, NULL);
		if (!texts[i])
			return NULL;
	}
	return json_is_array(json) ? texts : NULL;
}

/* [[NAME, MODULE, OBJECT], …] */
static const struct vb_entry_point *take_scripts(const json_t *json, struct vb_arena *arena)
{
	size_t count = json_array_size(json);
	struct vb_entry_point *points = vb_arena_array(arena, count + 1, sizeof(*points));

	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(json, i);
		const char *const *texts = take_texts(row, arena);

		if (!texts || json_array_size(row) != 3)
			return NULL;
		points[i] = (struct vb_entry_point){texts[0], texts[1], texts[2]};
	}
	return json_is_array(json) ? points : NULL;
}

int vb_image_load_meta(struct vb_run *run, struct vb_image *image, struct vb_err *err)
{
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *json = NULL;
	int rc = vb_fsat_read(image->fd, "meta.json", MAX_META, false, &text, err);

	if (!rc)
		rc = vb_json_parse(text.data, text.len, "meta.json", &json, err);
	if (rc < 0)
		return vb_err_wrap(err, "image '%s'", image->path);
	image->name = vb_json_member(json, "name", run->arena);
	image->version = vb_json_member(json, "version", run->arena);
	image->dist_info = vb_json_member(json, "dist-info", run->arena);
	image->requires_python = vb_json_member(json, "requires-python", run->arena);
	image->purelib = json_is_true(json_object_get(json, "purelib"));
	image->tags = take_texts(json_object_get(json, "tags"), run->arena);
	image->console_scripts = take_scripts(json_object_get(json, "console-scripts"), run->arena);
	image->gui_scripts = take_scripts(json_object_get(json, "gui-scripts"), run->arena);
	if (!image->name || !image->version || !image->dist_info || !image->tags ||
		!image->console_scripts || !image->gui_scripts)
		return vb_err_set(
			err, VB_EFAIL, "image '%s': meta.json is not complete", image->path);
	return 0;
}

/* Who removes a generation holds it alone; then, and when it is gone, `current` is another. */
static bool share(int fd)
{
	return !flock(fd, LOCK_SH | LOCK_NB) || (errno != EWOULDBLOCK && errno != EINTR);
}

/* What others could have made says what is in an image and which scripts it has: it is none. */
static bool is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() && !(st.st_mode & 022);
}

/* The directory of the current generation, held against removal, or -1 and errno. */
static int open_current(struct vb_run *run, const struct vb_image_store *store, const char *sha256,
	const char **ret_path)
{
	const char *dir = vb_arena_printf(run->arena, "images/%s", sha256), *generation, *rel;
	const char *link = vb_path_join(run->arena, dir, "current");

	for (int i = 0; i < ATTEMPTS; i++) {
		vb_auto_fd fd = -1;

		generation = vb_fsat_readlink(run->arena, store->fd, link);
		if (!generation || strchr(generation, '/') || generation[0] == '.')
			return -1;
		rel = vb_path_join(run->arena, dir, generation);
		fd = openat(store->fd, rel, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 && errno != ENOENT)
			return -1;
		if (fd >= 0 && !is_private(fd)) {
			errno = EPERM;
			return -1;
		}
		if (fd >= 0 && share(fd) && !faccessat(fd, "index", F_OK, 0)) {
			*ret_path = vb_path_join(run->arena, store->path, rel);
			return vb_steal_fd(&fd);
		}
	}
	errno = ENOENT;
	return -1;
}

int vb_image_store_open(struct vb_run *run, const struct vb_image_store *store, const char *sha256,
	struct vb_image **ret_image, struct vb_err *err)
{
	struct vb_image *image = vb_arena_one(run->arena, struct vb_image);
	const char *path;
	int rc, fd;

	/* It becomes a path, whoever named it. */
	if (!vb_wheel_is_sha256(sha256, strlen(sha256)))
		return 1;
	fd = open_current(run, store, sha256, &path);
	if (fd < 0)
		return 1;
	image->sha256 = sha256;
	rc = vb_image_load(run, fd, path, image, err);
	if (!rc)
		rc = vb_image_load_meta(run, image, err);
	if (!rc)
		*ret_image = image;
	else
		flock(fd, LOCK_UN);
	return rc;
}

void vb_image_let_go(const struct vb_image *image)
{
	flock(image->fd, LOCK_UN);
}

static const char *find_change(
	const struct vb_image_entry *entry, const struct stat *st, uid_t owner)
{
	mode_t mode = S_IFREG | (entry->executable ? 0755 : 0644);

	if (st->st_mode != mode)
		return "its mode";
	if (st->st_uid != owner)
		return "its owner";
	if ((uint64_t)st->st_size != entry->size)
		return "its size";
	return st->st_mtim.tv_sec != entry->mtime ? "its time" : NULL;
}

static bool has_change(const struct vb_image_entry *entries, size_t count, int fd,
	struct vb_image_change *ret_change)
{
	const uid_t owner = geteuid();

	for (size_t i = 0; i < count; i++) {
		struct stat st = {0};
		const char *what;

		if (entries[i].is_dir)
			continue;
		if (fstatat(fd, entries[i].path, &st, AT_SYMLINK_NOFOLLOW) < 0)
			what = errno == ENOENT ? "it is missing" : strerror(errno);
		else
			what = find_change(&entries[i], &st, owner);
		if (!what)
			continue;
		*ret_change = (struct vb_image_change){entries[i].path, what,
			st.st_nlink > 1 ? (unsigned long)st.st_nlink - 1 : 0};
		return true;
	}
	return false;
}

bool vb_image_has_changed(const struct vb_image *image, struct vb_image_change *ret_change)
{
	vb_auto_fd data = -1;

	if (has_change(image->entries, image->count, image->files_fd, ret_change))
		return true;
	if (!image->data_count)
		return false;
	data = openat(image->fd, "data", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return has_change(image->data, image->data_count, data, ret_change);
}

static void warn_of_change(const struct vb_run *run, const struct vb_image *image,
	const struct vb_image_change *change)
{
	const char *sharing = "";

	if (change->links)
		sharing = vb_arena_printf(run->arena,
			"; environments that hold it as a hard link (%lu elsewhere) share the "
			"change",
			change->links);
	vb_warn(run->log, "in the cache, '%s' of %s %s has changed (%s), so it is unpacked again%s",
		change->path, image->name, image->version, change->what, sharing);
}

/* The current image when it can be used, else NULL. */
static struct vb_image *open_usable(
	struct vb_run *run, const struct vb_image_store *store, const char *sha256)
{
	vb_auto_err err = VB_ERR_INIT;
	struct vb_image_change change;
	struct vb_image *image;
	int rc = vb_image_store_open(run, store, sha256, &image, &err);

	if (rc < 0)
		vb_warn(run->log, "%s; it is unpacked again", err.msg);
	if (rc)
		return NULL;
	if (!run->request.check_image || !vb_image_has_changed(image, &change))
		return image;
	warn_of_change(run, image, &change);
	vb_image_let_go(image);
	return NULL;
}

static int build_apart(struct vb_run *run, const struct vb_wheel *wheel,
	struct vb_image **ret_image, struct vb_err *err)
{
	struct vb_image_store store = {.fd = -1};
	int rc = vb_cache_scratch(run->cache, &store.path, err);

	if (rc < 0)
		return rc;
	store.fd = vb_fsat_open_dir(AT_FDCWD, store.path, err);
	if (store.fd < 0)
		return store.fd;
	vb_cache_hold(run->cache, store.fd);
	return vb_image_store_build(run, &store, wheel, ret_image, err);
}

/* What is wrong with the disk keeps the cache from being used, not the run from going on. */
static int build(struct vb_run *run, const struct vb_image_store *store,
	const struct vb_wheel *wheel, struct vb_image **ret_image, struct vb_err *err)
{
	int rc = vb_image_store_build(run, store, wheel, ret_image, err);

	if (rc != -VB_EFAIL || !err->sys || run->is_crew)
		return rc;
	vb_verbose(run->log, "the cache cannot be used for it: %s", err->msg);
	vb_err_done(err);
	return build_apart(run, wheel, ret_image, err);
}

bool vb_image_of_hash(struct vb_run *run, const char *sha256, const struct vb_image **ret_image)
{
	const struct vb_image_store store = {run->cache->fd, run->cache->path, true};
	const struct vb_image *image = store.path ? open_usable(run, &store, sha256) : NULL;

	if (image)
		*ret_image = image;
	return image;
}

int vb_image_of_wheel(struct vb_run *run, const char *path, const char *expected,
	const struct vb_image **ret_image, struct vb_err *err)
{
	struct vb_image_store store = {run->cache->fd, run->cache->path, true};
	const char *sha256;
	struct vb_image *image = NULL;
	struct vb_wheel wheel;
	int rc = vb_wheel_look(run, path, &wheel, err);

	if (rc < 0)
		return rc;
	wheel.expected = expected;
	sha256 = vb_wheel_recall(run, &wheel);
	if (sha256 && (!expected || !strcmp(sha256, expected)))
		image = open_usable(run, &store, sha256);
	if (!image)
		rc = store.path ? build(run, &store, &wheel, &image, err)
				: build_apart(run, &wheel, &image, err);
	if (!rc)
		*ret_image = image;
	return rc;
}
