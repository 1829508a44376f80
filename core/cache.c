/* SPDX-License-Identifier: MIT */
/*
 * Which directory is the cache, whether it can be trusted, and names in it. What is kept there
 * belongs to whoever keeps it. A cache is trusted when nobody but root and our user can change
 * it: what lies in it ends up as code in environments.
 */
#include "core/cache.h"

#include "core/fsat.h"
#include "core/path.h"
#include "core/trust.h"
#include "core/user_dirs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

static const char tag[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
			  "# This file marks a cache directory made by venvb.\n"
			  "# For what that means see https://bford.info/cachedir/\n";

enum place { AS_CACHE, ABOVE_CACHE, ON_THE_WAY };

/* Nothing is written through the mode of a link; and in the cache itself it is no help that others
 * can only add to it. */
static enum vb_trust_fault judge(const char *path, const struct stat *st, enum place place)
{
	const struct vb_trust_rules rules = {.owner = geteuid(), .private_group = true};
	struct stat seen = *st;
	struct vb_trust_step step;

	if (S_ISLNK(st->st_mode))
		seen.st_mode &= ~(mode_t)(S_IWGRP | S_IWOTH);
	if (place == AS_CACHE && st->st_uid != rules.owner)
		return VB_TRUST_OWNER;
	if (place == AS_CACHE)
		seen.st_mode &= ~(mode_t)S_ISVTX;
	step = vb_trust_describe(path, &seen, &rules);
	return vb_trust_judge(&step, &rules);
}

/* Why others could change what PATH leads to; NULL when they cannot. */
static const char *find_fault(struct vb_arena *arena, const char *path, enum place place)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return vb_arena_printf(arena, "'%s': %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode) && !(S_ISLNK(st.st_mode) && place == ON_THE_WAY))
		return vb_arena_printf(arena, "'%s' is not a directory", path);
	switch (judge(path, &st, place)) {
	case VB_TRUST_FINE:
		return NULL;
	case VB_TRUST_OWNER:
		return vb_arena_printf(arena, "'%s' belongs to user %lu, not to user %lu", path,
			(unsigned long)st.st_uid, (unsigned long)geteuid());
	default:
		return vb_arena_printf(arena, "'%s' can be written by others (mode %04o)", path,
			(unsigned)(st.st_mode & 07777));
	}
}

/* The same for each directory above PATH. */
static const char *find_fault_above(struct vb_arena *arena, const char *path, enum place place)
{
	char *above = vb_arena_str(arena, path);
	const char *fault = find_fault(arena, "/", ABOVE_CACHE);

	for (char *slash = strchr(above + 1, '/'); slash && !fault;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		fault = find_fault(arena, above, place);
		*slash = '/';
	}
	return fault;
}

static const char *resolve(struct vb_arena *arena, const char *path)
{
	vb_auto_free char *resolved = realpath(path, NULL);

	return resolved ? vb_arena_str(arena, resolved) : NULL;
}

/* Accounts of services have a home that is not meant to be there. */
static bool is_in_missing_home(const char *path)
{
	const char *home = vb_user_home();

	return home && vb_path_is_within(path, home) && access(home, F_OK) < 0 && errno == ENOENT;
}

/* Makes the missing directories of PATH, unless what is there of it is not to be trusted: in the
 * home of somebody else (sudo keeps HOME) nothing is left behind. */
static const char *make(struct vb_arena *arena, const char *path)
{
	vb_auto_err err = VB_ERR_INIT;
	const char *above = path, *resolved, *fault;

	if (is_in_missing_home(path))
		return vb_arena_printf(arena, "there is no '%s', which HOME names", vb_user_home());
	do {
		above = vb_path_dir(arena, above);
		resolved = resolve(arena, above);
	} while (!resolved && errno == ENOENT && strcmp(above, "/"));
	if (!resolved)
		return vb_arena_printf(arena, "'%s': %s", above, strerror(errno));
	fault = find_fault_above(arena, resolved, ABOVE_CACHE);
	if (!fault)
		fault = find_fault(arena, resolved, ABOVE_CACHE);
	if (!fault && vb_fsat_make_dirs(AT_FDCWD, path, 0700, &err) < 0)
		fault = vb_arena_str(arena, err.msg);
	return fault;
}

/* Only what is empty gets the tag: it tells backups to pass by, and somebody may have named a
 * directory that holds more than a cache. */
static void add_tag(struct vb_arena *arena, int fd)
{
	vb_auto_err err = VB_ERR_INIT;
	const char *const *names;
	size_t count;

	if (!faccessat(fd, "CACHEDIR.TAG", F_OK, AT_SYMLINK_NOFOLLOW) || errno != ENOENT)
		return;
	if (!vb_fsat_list(arena, fd, ".", &names, &count, &err) && !count)
		vb_fsat_create(fd, "CACHEDIR.TAG", 0666, tag, sizeof(tag) - 1, &err);
}

/* Opens PATH as the cache; the reason why that is not possible, or NULL. */
static const char *open_at(struct vb_cache *cache, const char *path)
{
	const char *resolved = resolve(cache->arena, path), *fault = NULL;
	vb_auto_fd fd = -1;

	if (!resolved && errno == ENOENT) {
		fault = make(cache->arena, path);
		if (fault)
			return fault;
		resolved = resolve(cache->arena, path);
	}
	if (!resolved)
		return vb_arena_printf(cache->arena, "'%s': %s", path, strerror(errno));
	if (strcmp(resolved, path))
		fault = find_fault_above(cache->arena, path, ON_THE_WAY);
	if (!fault && strcmp(resolved, path))
		fault = find_fault(cache->arena, path, ON_THE_WAY);
	if (!fault)
		fault = find_fault_above(cache->arena, resolved, ABOVE_CACHE);
	if (!fault)
		fault = find_fault(cache->arena, resolved, AS_CACHE);
	if (fault)
		return fault;
	fd = open(resolved, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || faccessat(fd, ".", R_OK | W_OK | X_OK, AT_EACCESS) < 0)
		return vb_arena_printf(cache->arena, "'%s': %s", resolved, strerror(errno));
	add_tag(cache->arena, fd);
	cache->path = resolved;
	cache->fd = vb_steal_fd(&fd);
	return NULL;
}

/* The directory that is used unless another is named; NULL and RET_WHY when there is none. */
static const char *choose(struct vb_arena *arena, const char **ret_why)
{
	const char *dir = vb_user_dir(arena, "XDG_CACHE_HOME", ".cache");

	if (dir)
		return vb_path_absolute(arena, "/", vb_path_join(arena, dir, "venvb"));
	*ret_why = getenv("HOME") ? "HOME is not absolute" : "HOME is not set";
	return NULL;
}

int vb_cache_open(struct vb_arena *arena, const struct vb_log *log, const char *dir, bool wanted,
	struct vb_cache **ret_cache, struct vb_err *err)
{
	struct vb_cache *cache = vb_arena_one(arena, struct vb_cache);
	const char *path = dir;

	*cache = (struct vb_cache){.arena = arena, .log = log, .fd = -1};
	if (!wanted)
		cache->why = "it is turned off";
	else if (!path)
		path = choose(arena, &cache->why);
	if (path && !cache->why)
		cache->why = open_at(cache, path);
	if (cache->why && wanted && dir)
		return vb_err_set(err, VB_EFAIL, "cache directory: %s", cache->why);
	if (cache->why)
		vb_verbose(log, "working without a cache: %s", cache->why);
	*ret_cache = cache;
	return 0;
}

void vb_cache_hold(struct vb_cache *cache, int fd)
{
	struct vb_cache_held *held = vb_arena_one(cache->arena, struct vb_cache_held);

	held->fd = fd;
	held->next = cache->held;
	cache->held = held;
}

void vb_cache_done(struct vb_cache *cache)
{
	vb_auto_err err = VB_ERR_INIT;

	for (; cache->held; cache->held = cache->held->next)
		close(cache->held->fd);
	if (cache->scratch && vb_fsat_remove_tree(AT_FDCWD, cache->scratch, &err) < 0)
		vb_warn(cache->log, "temporary directory '%s' is left behind: %s", cache->scratch,
			err.msg);
	cache->scratch = NULL;
	if (cache->fd >= 0)
		close(cache->fd);
	cache->fd = -1;
}

int vb_cache_scratch(struct vb_cache *cache, const char **ret_path, struct vb_err *err)
{
	int rc = 0;

	if (!cache->scratch)
		rc = vb_user_make_temporary(cache->arena, "venvb", &cache->scratch, err);
	if (rc < 0)
		return rc;
	*ret_path = cache->scratch;
	return 0;
}

/* FNV-1a, 128 bits: no protection against somebody who looks for collisions, and none is needed,
 * since what is found under a key repeats what it is about. */
const char *vb_cache_key(struct vb_arena *arena, const void *key, size_t len)
{
	const unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;
	unsigned __int128 hash = (unsigned __int128)0x6c62272e07bb0142U << 64 | 0x62b821756295c58dU;
	const unsigned char *bytes = key;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * prime;
	return vb_arena_printf(arena, "%016llx%016llx", (unsigned long long)(hash >> 64),
		(unsigned long long)hash);
}

const char *vb_cache_identity(struct vb_arena *arena, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	return vb_arena_printf(arena, "%s %ju %ju %jd %jd.%09ld %jd.%09ld", path,
		(uintmax_t)st.st_dev, (uintmax_t)st.st_ino, (intmax_t)st.st_size,
		(intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (intmax_t)st.st_ctim.tv_sec,
		st.st_ctim.tv_nsec);
}
