/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of interpreters, and when it still holds: while everything that was looked
 * at is the same file as then, and everything that was missed is still missing. An absence is so
 * never believed without looking. A record that is damaged, large or somebody else's is none.
 */
#include "core/facts.h"

#include "core/cache.h"
#include "core/fsat.h"
#include "core/home.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/path.h"
#include "core/query.h"

#include <fcntl.h>

enum {
	FORMAT = 1, /* of a record; another one is not read */
	MAX_RECORD = 64 * 1024,
	MAX_WATCHED = 16,
	MAX_REDIRECTIONS = 4, /* of wrapper scripts that lead into environments */
};

static const char *record_name(struct vb_arena *arena, const char *path)
{
	return vb_arena_printf(arena, "facts/%s.json", vb_cache_key(arena, path, strlen(path)));
}

static bool is_unchanged(const json_t *watched, struct vb_arena *arena)
{
	const char *path = json_string_value(json_array_get(watched, 0));
	const json_t *before = json_array_get(watched, 1);
	const char *now;

	if (!path || *path != '/')
		return false;
	now = vb_cache_identity(arena, path);
	if (!now)
		return json_is_null(before);
	return json_is_string(before) && !strcmp(json_string_value(before), now);
}

static bool holds(const json_t *record, const char *path, struct vb_arena *arena)
{
	const json_t *watched = json_object_get(record, "watched");
	const char *recorded = json_string_value(json_object_get(record, "path"));
	size_t count = json_array_size(watched);

	if (json_integer_value(json_object_get(record, "format")) != FORMAT || !recorded ||
		strcmp(recorded, path) || !count || count > MAX_WATCHED)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!is_unchanged(json_array_get(watched, i), arena))
			return false;
	}
	return true;
}

static bool read_record(const struct vb_cache *cache, const char *name, struct vb_buf *text)
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_fd fd = openat(cache->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       st.st_size <= MAX_RECORD && !vb_fsat_read_fd(fd, name, MAX_RECORD, text, &ignored);
}

static bool recall(const struct vb_cache *cache, struct vb_arena *arena, const char *path,
	struct vb_interp *ret_interp)
{
	vb_auto_err ignored = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *record = NULL;
	const char *name;

	if (!cache->path)
		return false;
	name = record_name(arena, path);
	return read_record(cache, name, &text) &&
	       !vb_json_parse(text.data, text.len, name, &record, &ignored) &&
	       holds(record, path, arena) &&
	       !vb_facts_from_json(json_object_get(record, "facts"), arena, ret_interp, &ignored) &&
	       vb_facts_is_complete(ret_interp);
}

static void watch(json_t *watched, struct vb_arena *arena, const char *path)
{
	json_t *pair = json_array();

	vb_json_append(pair, vb_json_text(path));
	vb_json_append(pair, vb_json_text(vb_cache_identity(arena, path)));
	vb_json_append(watched, pair);
}

static json_t *make_record(struct vb_arena *arena, const char *path, const struct vb_answer *answer)
{
	const struct vb_interp *interp = &answer->interp;
	json_t *record = json_object(), *watched = json_array();

	watch(watched, arena, path);
	if (strcmp(interp->executable, path))
		watch(watched, arena, interp->executable);
	if (interp->libpython)
		watch(watched, arena, interp->libpython);
	/* That there is none, vb_home_base has looked up before a record is read. */
	if (!faccessat(AT_FDCWD, vb_home_cfg_beside(arena, path), F_OK, 0))
		watch(watched, arena, vb_home_cfg_beside(arena, path));
	if (!faccessat(AT_FDCWD, vb_home_cfg_within(arena, path), F_OK, 0))
		watch(watched, arena, vb_home_cfg_within(arena, path));
	watch(watched, arena, vb_path_join(arena, answer->stdlib, "ensurepip"));
	watch(watched, arena, vb_path_join(arena, answer->stdlib, "ensurepip/_bundled"));
	if (answer->wheel_dir && *answer->wheel_dir == '/')
		watch(watched, arena, answer->wheel_dir);
	vb_json_put(record, "format", json_integer(FORMAT));
	vb_json_put_text(record, "path", path);
	vb_json_put(record, "watched", watched);
	vb_json_put(record, "facts", vb_facts_to_json(interp));
	return record;
}

/* A cache that cannot be written costs time and nothing else. */
static void remember(const struct vb_cache *cache, struct vb_arena *arena, const char *path,
	const struct vb_answer *answer)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *record = NULL;
	int rc;

	if (!cache->path)
		return;
	record = make_record(arena, path, answer);
	vb_json_print(record, &text);
	rc = vb_fsat_make_dirs(cache->fd, "facts", 0700, &err);
	if (!rc)
		rc = vb_fsat_replace(
			cache->fd, record_name(arena, path), 0600, text.data, text.len, &err);
	if (rc < 0)
		vb_verbose(cache->log, "the facts of '%s' are not remembered: %s", path, err.msg);
}

/* Asks; what stands in an environment after all (behind a wrapper script) leads on. */
static int ask(const struct vb_cache *cache, struct vb_arena *arena, const char *path,
	struct vb_interp *ret_interp, struct vb_err *err)
{
	struct vb_answer answer = {0};
	const char *base = path;

	for (int i = 0; i < MAX_REDIRECTIONS; i++) {
		int rc;

		path = base;
		vb_verbose(cache->log, "asking '%s' about itself", path);
		rc = vb_query(arena, path, &answer, err);
		if (!rc)
			rc = vb_home_base(arena, answer.executable, &base, err);
		if (rc < 0)
			return rc;
		/* A wrapper may say what it likes: who is to be used answers for himself. */
		if (strcmp(base, answer.executable) || !vb_home_is_same(path, base))
			continue;
		rc = vb_home_settle(arena, &answer, err);
		if (rc < 0)
			return rc;
		/* What a wrapper script leads to may change without it. */
		if (vb_home_is_same(path, answer.interp.executable))
			remember(cache, arena, path, &answer);
		*ret_interp = answer.interp;
		return 0;
	}
	return vb_err_set(err, VB_EFAIL, "'%s' leads from one interpreter to the next", path);
}

int vb_facts_get(const struct vb_cache *cache, struct vb_arena *arena, const char *path,
	const struct vb_interp **ret_interp, struct vb_err *err)
{
	struct vb_interp *interp = vb_arena_one(arena, struct vb_interp);
	int rc = recall(cache, arena, path, interp) ? 0 : ask(cache, arena, path, interp, err);

	if (!rc)
		*ret_interp = interp;
	return rc;
}
