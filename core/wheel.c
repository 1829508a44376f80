/* SPDX-License-Identifier: MIT */
/* The memory of wheels' hashes, and the way to the helper that takes them. */
#include "core/wheel.h"

#include "core/arena.h"
#include "core/cache.h"
#include "core/fsat.h"
#include "core/json.h"
#include "core/path.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/run.h"

#include <errno.h>
#include <time.h>

enum {
	SHA256_DIGITS = 64,
	MAX_BYTES = 64 * 1024,
	TIMEOUT_MS = 600 * 1000,
	CLOCK_GRAIN_NS = 20 * 1000 * 1000, /* of a file system's time stamps, at the worst */
	REFUSED = 1,                       /* the helper's exit status: it blames the wheel */
};

bool vb_wheel_is_sha256(const char *text, size_t len)
{
	return len == SHA256_DIGITS && strspn(text, "0123456789abcdef") >= len;
}

int vb_wheel_look(
	struct vb_run *run, const char *path, struct vb_wheel *ret_wheel, struct vb_err *err)
{
	const char *absolute = vb_path_absolute(run->arena, run->cwd, path);
	const char *identity = vb_cache_identity(run->arena, absolute);

	if (!identity)
		return vb_err_sys(err, errno, "wheel '%s'", absolute);
	*ret_wheel = (struct vb_wheel){.path = absolute, .identity = identity};
	return 0;
}

static const char *name_memory(struct vb_run *run, const struct vb_wheel *wheel)
{
	return vb_arena_printf(run->arena, "wheels/%s.json",
		vb_cache_key(run->arena, wheel->path, strlen(wheel->path)));
}

const char *vb_wheel_recall(struct vb_run *run, const struct vb_wheel *wheel)
{
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *json = NULL;
	const char *identity, *sha256, *name;

	if (!run->cache->path)
		return NULL;
	name = name_memory(run, wheel);
	if (vb_fsat_read(run->cache->fd, name, MAX_BYTES, true, &text, &err) ||
		vb_json_parse(text.data, text.len, name, &json, &err) < 0)
		return NULL;
	identity = vb_json_member(json, "identity", run->arena);
	sha256 = vb_json_member(json, "sha256", run->arena);
	if (!identity || strcmp(identity, wheel->identity) != 0)
		return NULL;
	return sha256 && vb_wheel_is_sha256(sha256, strlen(sha256)) ? sha256 : NULL;
}

/* A file changed within one tick of the clock may be changed again without looking changed. */
static bool is_settled(const char *path)
{
	struct timespec now;
	struct stat st;

	if (stat(path, &st) < 0 || clock_gettime(CLOCK_REALTIME, &now) < 0)
		return false;
	return (now.tv_sec - st.st_ctim.tv_sec) * 1000000000LL + now.tv_nsec - st.st_ctim.tv_nsec >
	       CLOCK_GRAIN_NS;
}

void vb_wheel_remember(struct vb_run *run, const struct vb_wheel *wheel, const char *sha256)
{
	const struct vb_cache *cache = run->cache;
	vb_auto_err err = VB_ERR_INIT;
	vb_auto_buf text = VB_BUF_INIT;
	json_auto_t *json = NULL;
	const char *identity = vb_cache_identity(run->arena, wheel->path);

	if (!cache->path || (cache->scratch && vb_path_is_within(wheel->path, cache->scratch)) ||
		!identity || strcmp(identity, wheel->identity) != 0 || !is_settled(wheel->path))
		return;
	json = json_pack("{s:o, s:s}", "identity", vb_json_text(wheel->identity), "sha256", sha256);
	if (!json)
		vb_oom();
	vb_json_print(json, &text);
	if (vb_fsat_make_dirs(cache->fd, "wheels", 0700, &err) < 0 ||
		vb_fsat_replace(
			cache->fd, name_memory(run, wheel), 0600, text.data, text.len, &err) < 0)
		vb_verbose(run->log, "the cache forgets the wheel '%s': %s", wheel->path, err.msg);
}

/* What the helper said, its first line, as an error; or how it ended. */
static int blame(const char *errors, int status, struct vb_err *err)
{
	int len = (int)strcspn(errors, "\n");

	if (len && status == REFUSED)
		return vb_err_set(err, VB_EFAIL, "%.*s", len, errors);
	if (len)
		vb_err_set(err, VB_EFAIL, "%.*s", len, errors);
	else if (status > 128)
		vb_err_set(err, VB_EFAIL, "the unpacking helper was ended by signal %d (%s)",
			status - 128, strsignal(status - 128));
	else
		vb_err_set(err, VB_EFAIL, "the unpacking helper failed with status %d", status);
	err->sys = EIO;
	return -VB_EFAIL;
}

int vb_wheel_helper(struct vb_run *run, int cwd_fd, const char *const *args, const char **ret_out,
	struct vb_err *err)
{
	static const char *const unwanted[] = {"OPENSSL_*", NULL};
	const char *argv[8] = {vb_path_join(run->arena, vb_paths.libexecdir, "venvb-unpack")};
	struct vb_process process = {
		.argv = argv,
		.env = vb_process_env(run->arena, unwanted, NULL),
		.cwd_fd = cwd_fd,
		.timeout_ms = TIMEOUT_MS,
		.log = run->log,
	};
	vb_auto_buf out = VB_BUF_INIT, errors = VB_BUF_INIT;
	int status, rc;

	for (size_t i = 0; args[i] && i + 2 < VB_COUNT(argv); i++)
		argv[i + 1] = args[i];
	rc = vb_process_run(&process, &out, &errors, &status, err);
	if (rc < 0)
		return rc;
	if (status)
		return blame(errors.data, status, err);
	if (!vb_wheel_is_sha256(out.data, strcspn(out.data, "\n")))
		return vb_err_set(err, VB_EFAIL, "the unpacking helper '%s' gave no hash", argv[0]);
	*ret_out = vb_arena_dup(run->arena, out.data, out.len);
	return 0;
}
