/* SPDX-License-Identifier: MIT */
/*
 * What a plugin remembers from run to run: files in the cache, plugins/NAME/HASH-OF-KEY, each with
 * the key in front, since two keys may have one hash.
 *
 *	venvb-memory 1 LENGTH-OF-KEY
 *	KEY TEXT		without anything between
 *
 * Whoever writes one removes those that nobody has read for long, and the ones behind a number: the
 * keys of today are not those of last year, and nothing else would ever remove them.
 */
#include "core/host.h"

#include "core/cache.h"
#include "core/fsat.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>

enum { MOST_FILES = 2048, MOST_SECONDS = 90 * 24 * 60 * 60 };
enum { MOST_BYTES = 4 * 1024 * 1024, MOST_KEY = 16 * 1024 * 1024, MOST_HEAD = 64 };

static const char format[] = "venvb-memory 1 %" PRIu64 "\n";

static const char *name_file(const struct venvb_run *run, const char *key, uint64_t len)
{
	struct vb_arena *arena = run->run->arena;

	return vb_arena_printf(arena, "plugins/%s/%s", run->plugin->plugin.actor.name,
		vb_cache_key(arena, key, (size_t)len));
}

static bool take_key(struct venvb_run *run, const char *key, uint64_t *len)
{
	if (!vb_call_bytes(run, "the key", key, len))
		return false;
	if (*len <= MOST_KEY)
		return true;
	vb_call_invalid(run, "a key of more than %d bytes is not taken", MOST_KEY);
	return false;
}

int32_t vb_api_recall(struct venvb_run *run, const char *key, uint64_t key_len,
	const char **ret_text, uint64_t *ret_len)
{
	vb_auto_buf head = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_cache *cache;
	size_t skip;

	if (!vb_call_begin(run, "recall") || !take_key(run, key, &key_len))
		return VENVB_INVALID;
	cache = run->run->cache;
	vb_buf_addf(&head, format, key_len);
	vb_buf_add(&head, key, (size_t)key_len);
	skip = head.len;
	if (!cache->path ||
		vb_fsat_read(cache->fd, name_file(run, key, key_len),
			MOST_HEAD + (size_t)key_len + MOST_BYTES, true, &text, &err) ||
		text.len < skip || memcmp(text.data, head.data, skip) != 0)
		return vb_call_none(run, "nothing is remembered under that key");
	return vb_call_give(run, vb_arena_dup(run->run->arena, text.data + skip, text.len - skip),
		text.len - skip, ret_text, ret_len);
}

struct memory {
	const char *name;
	time_t used; /* as well as the file system tells */
};

static int compare_use(const void *a, const void *b)
{
	const struct memory *one = a, *other = b;

	return (one->used < other->used) - (one->used > other->used);
}

/* The files in DIR, the one that was used last first. */
static size_t list_memories(struct vb_arena *arena, DIR *dir, struct memory **ret_memories)
{
	struct memory *memories = NULL;
	size_t count = 0, room = 0;
	struct stat st;

	for (const struct dirent *entry; (entry = readdir(dir));) {
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			!S_ISREG(st.st_mode))
			continue;
		memories = vb_arena_grow(arena, memories, count, &room, sizeof(*memories));
		memories[count++] = (struct memory){vb_arena_str(arena, entry->d_name),
			st.st_atime > st.st_mtime ? st.st_atime : st.st_mtime};
	}
	if (count)
		qsort(memories, count, sizeof(*memories), compare_use);
	*ret_memories = memories;
	return count;
}

/* Once in a run. What cannot be removed stays. */
static void forget_old(struct venvb_run *run, const char *rel)
{
	const time_t now = time(NULL);
	int fd = openat(run->run->cache->fd, rel, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct memory *memories;
	size_t count;

	run->plugin->has_forgotten = true;
	if (!dir) {
		vb_close_fd(&fd);
		return;
	}
	count = list_memories(run->run->arena, dir, &memories);
	for (size_t i = 0; i < count; i++)
		if (i >= MOST_FILES || now - memories[i].used > MOST_SECONDS)
			unlinkat(dirfd(dir), memories[i].name, 0);
	closedir(dir);
}

int32_t vb_api_remember(
	struct venvb_run *run, const char *key, uint64_t key_len, const char *text, uint64_t len)
{
	vb_auto_buf bytes = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_cache *cache;
	const char *dir;

	if (!vb_call_begin(run, "remember") || !take_key(run, key, &key_len) ||
		!vb_call_bytes(run, "the text", text, &len))
		return VENVB_INVALID;
	if (len > MOST_BYTES)
		return vb_call_invalid(run, "more than %d bytes are not remembered", MOST_BYTES);
	cache = run->run->cache;
	if (!cache->path || run->run->request.dry_run)
		return VENVB_OK;
	dir = vb_arena_printf(run->run->arena, "plugins/%s", run->plugin->plugin.actor.name);
	vb_buf_addf(&bytes, format, key_len);
	vb_buf_add(&bytes, key, (size_t)key_len);
	vb_buf_add(&bytes, text, (size_t)len);
	if (vb_fsat_make_dirs(cache->fd, dir, 0700, &err) < 0 ||
		vb_fsat_replace(cache->fd, name_file(run, key, key_len), 0600, bytes.data,
			bytes.len, &err) < 0)
		vb_verbose(run->run->log, "the cache forgets what '%s' remembers: %s",
			run->plugin->plugin.actor.name, err.msg);
	else if (!run->plugin->has_forgotten)
		forget_old(run, dir);
	return VENVB_OK;
}
