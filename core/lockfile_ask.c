/* SPDX-License-Identifier: MIT */
/* The index is pip's to ask: by the environment's own interpreter, else by its base. */
#include "core/lockfile.h"

#include "core/interp.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/lockfile_script.h"
#include "core/path.h"
#include "core/process.h"
#include "core/run.h"

#include <unistd.h>

#define TIMEOUT_MS (30 * 60 * 1000)

enum { MOST_OUTPUT = 16 * 1024 * 1024 };

static bool is_wanted(const struct vb_locked *package, bool needs_urls)
{
	return package->kind == VB_LOCKED_WHEEL &&
	       (!package->sha256 || (needs_urls && !package->url));
}

static size_t make_question(const struct vb_lockfile *lockfile, bool needs_urls,
	struct vb_arena *arena, struct vb_buf *out)
{
	json_t *array = vb_json_array();
	size_t count;

	for (size_t i = 0; i < lockfile->count; i++) {
		const struct vb_locked *package = &lockfile->packages[i];
		const char *dir;
		json_t *item;

		if (!is_wanted(package, needs_urls))
			continue;
		dir = vb_path_join(
			arena, lockfile->environment->target.path, package->installed->dist_info);
		item = vb_json_append_object(array);
		vb_json_put_text(item, "name", package->name);
		vb_json_put_text(item, "version", package->version);
		vb_json_put_text(item, "record", vb_path_join(arena, dir, "RECORD"));
	}
	count = json_array_size(array);
	vb_json_print(array, out);
	json_decref(array);
	return count;
}

/* One whose own hash is known keeps it: the index may have another file of that version. */
static void take_answer(struct vb_arena *arena, const json_t *answer, struct vb_locked *package)
{
	const char *error = vb_json_member(answer, "error", arena);
	const char *sha256 = vb_json_member(answer, "sha256", arena);
	bool is_wheel = json_is_true(json_object_get(answer, "wheel"));

	if (error || !sha256) {
		package->why = vb_arena_printf(arena, "has no wheel that is known: %s",
			error ? error : "pip left no file of it");
		return;
	}
	if (package->sha256 && strcmp(package->sha256, sha256) != 0)
		return;
	if (!json_is_true(json_object_get(answer, "same"))) {
		package->why = "is not what the index has: its files differ";
		return;
	}
	if (!package->sha256 && !is_wheel)
		package->kind = VB_LOCKED_SDIST;
	package->sha256 = sha256;
	package->file = vb_json_member(answer, "file", arena);
	package->url = vb_json_member(answer, "url", arena);
}

static int take_answers(struct vb_arena *arena, struct vb_lockfile *lockfile, bool needs_urls,
	const struct vb_buf *text, struct vb_err *err)
{
	json_t *json;
	int rc = vb_json_parse(text->data, text->len, "the answer of pip", &json, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < lockfile->count; i++) {
		struct vb_locked *package = &lockfile->packages[i];
		const json_t *answer = json_object_get(json, package->name);

		if (answer && is_wanted(package, needs_urls))
			take_answer(arena, answer, package);
	}
	json_decref(json);
	return 0;
}

/* The environment's, where that may be started: its pip is the one that installed what is there. */
static const char *choose_python(struct vb_arena *arena, const struct vb_lockfile *lockfile)
{
	const char *own = vb_path_join(arena, lockfile->environment->target.path, "bin/python");

	if (lockfile->trusts_environment && !access(own, X_OK))
		return own;
	return lockfile->interp ? lockfile->interp->executable : NULL;
}

int vb_lockfile_ask(
	struct vb_run *run, struct vb_lockfile *lockfile, bool needs_urls, struct vb_err *err)
{
	vb_auto_buf question = VB_BUF_INIT, answer = VB_BUF_INIT, errors = VB_BUF_INIT;
	size_t count = make_question(lockfile, needs_urls, run->arena, &question);
	const char *python = choose_python(run->arena, lockfile);
	const char *const argv[] = {python, "-I", "-c", vb_lockfile_script, NULL};
	const struct vb_process process = {.argv = argv,
		.input = question.data,
		.input_len = question.len,
		.cwd_fd = -1,
		.timeout_ms = TIMEOUT_MS,
		.max_output = MOST_OUTPUT};
	int status, rc;

	if (!count)
		return 0;
	if (!python)
		return vb_err_set(err, VB_EFAIL,
			"'%s' has no interpreter to ask an index by that may be started "
			"(--trust-environment takes its own)",
			lockfile->environment->target.path);
	vb_notice(run->log, "asking the index for %zu %s", count,
		count == 1 ? "package" : "packages");
	rc = vb_process_run(&process, &answer, &errors, &status, err);
	if (rc == 0 && status) {
		vb_verbose(run->log, "%s", errors.len ? errors.data : "");
		return vb_err_set(err, VB_EFAIL,
			"'%s' ended with status %d when it was to ask the index; -v shows what it "
			"said",
			python, status);
	}
	return rc < 0 ? rc : take_answers(run->arena, lockfile, needs_urls, &answer, err);
}
