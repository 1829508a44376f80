/* SPDX-License-Identifier: MIT */
/* The search for an interpreter. What is passed over is noted, for the message when none fits. */
#include "core/discover.h"

#include "core/buf.h"
#include "core/facts.h"
#include "core/home.h"
#include "core/manager.h"
#include "core/path.h"
#include "core/spec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum {
	MAX_SEEN = 256,
	MAX_NOTES = 12, /* in a message */
	MAX_NAMED = 3,
};

struct state {
	const struct vb_search *search;
	struct vb_arena *arena;
	struct vb_spec spec;
	struct {
		dev_t dev;
		ino_t ino;
	} seen[MAX_SEEN]; /* what was passed over */
	size_t seen_count;
	struct vb_buf notes;
	size_t note_count;
};

/* Results beside the negative codes. */
enum { PASSED_OVER, FOUND };

static void note(struct state *state, const char *path, const char *what)
{
	if (++state->note_count <= MAX_NOTES)
		vb_buf_addf(&state->notes, "%s%s%s%s", state->notes.len ? ", " : "", path,
			*what ? " " : "", what);
}

/* Remembers it; true when it was there already. */
static bool was_seen(struct state *state, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	for (size_t i = 0; i < state->seen_count; i++) {
		if (state->seen[i].dev == st.st_dev && state->seen[i].ino == st.st_ino)
			return true;
	}
	if (state->seen_count < MAX_SEEN) {
		state->seen[state->seen_count].dev = st.st_dev;
		state->seen[state->seen_count++].ino = st.st_ino;
	}
	return false;
}

static bool is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) &&
	       !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
}

/* Whether its name, with all links resolved, rules it out ("python3.11" for 3.12). */
static bool is_ruled_out(struct state *state, const char *path)
{
	vb_auto_free char *resolved = NULL;
	struct vb_hint hint;

	if (state->spec.wanted.minor < 0 && !state->spec.range)
		return false;
	resolved = realpath(path, NULL);
	if (!resolved)
		return false;
	hint = vb_spec_hint(state->arena, vb_path_base(resolved));
	if (vb_spec_may_match(&state->spec, &hint))
		return false;
	note(state, path, vb_arena_printf(state->arena, "is %d.%d", hint.major, hint.minor));
	return true;
}

/* It says nothing of the interpreter: another one must not be taken for that. */
static bool is_want(int sys)
{
	return sys == EAGAIN || sys == EMFILE || sys == ENFILE || sys == ENOMEM;
}

/* A candidate that is no shim: FOUND when it fits. */
static int consider_program(struct state *state, const char *path,
	const struct vb_interp **ret_interp, struct vb_err *err)
{
	vb_auto_err why = VB_ERR_INIT;
	const struct vb_interp *interp;
	const char *base, *mismatch;
	int rc = vb_home_base(state->arena, path, &base, &why);

	if (!rc && (was_seen(state, base) || is_ruled_out(state, base)))
		return PASSED_OVER;
	if (!rc)
		rc = vb_facts_get(state->search->cache, state->arena, base, &interp, &why);
	if (rc == -VB_ESIGNAL)
		return vb_err_set(err, VB_ESIGNAL, "%s", why.msg);
	if (rc < 0 && is_want(why.sys)) {
		vb_err_set(err, VB_EFAIL, "%s", why.msg);
		err->sys = why.sys;
		return -VB_EFAIL;
	}
	if (rc < 0) {
		note(state, path, vb_arena_printf(state->arena, "(%s)", why.msg));
		return PASSED_OVER;
	}
	mismatch = vb_spec_mismatch(&state->spec, interp, state->arena);
	if (mismatch) {
		note(state, path, mismatch);
		return PASSED_OVER;
	}
	*ret_interp = interp;
	return FOUND;
}

static int refuse_shim(const char *path, const struct vb_shim *shim, struct vb_err *err)
{
	return vb_err_set(err, VB_EFAIL, "'%s' is a shim: %s", path, shim->why);
}

static int consider(struct state *state, const char *path, const struct vb_interp **ret_interp,
	struct vb_err *err)
{
	struct vb_shim shim;

	if (!vb_manager_shim(state->arena, path, state->search->cwd, &shim))
		return consider_program(state, path, ret_interp, err);
	if (shim.target)
		return consider_program(state, shim.target, ret_interp, err);
	if (shim.is_missing && state->spec.kind == VB_SPEC_ANY)
		return refuse_shim(path, &shim, err);
	vb_log(state->search->log, VB_DEBUG, "'%s' is passed over: %s", path, shim.why);
	return PASSED_OVER;
}

/* The directories of PATH, absolute, each once. */
static const char *const *list_path(struct state *state)
{
	const char *path = secure_getenv("PATH");
	size_t count = 0, room = 2;
	const char **dirs;

	if (!path)
		path = "/usr/local/bin:/usr/bin:/bin";
	for (const char *at = path; *at; at++)
		room += *at == ':';
	dirs = vb_arena_array(state->arena, room, sizeof(*dirs));
	for (const char *at = path;; at++) {
		size_t len = strcspn(at, ":"), same = 0;
		const char *dir = vb_path_absolute(
			state->arena, state->search->cwd, vb_arena_dup(state->arena, at, len));

		while (same < count && strcmp(dirs[same], dir))
			same++;
		if (same == count)
			dirs[count++] = dir;
		at += len;
		if (!*at)
			return dirs;
	}
}

static int search_names(struct state *state, const char *const *names,
	const struct vb_interp **ret_interp, struct vb_err *err)
{
	for (const char *const *dir = list_path(state); *dir; dir++) {
		for (const char *const *name = names; *name; name++) {
			const char *path = vb_path_join(state->arena, *dir, *name);
			int rc = is_program(path) ? consider(state, path, ret_interp, err)
						  : PASSED_OVER;

			if (rc != PASSED_OVER)
				return rc;
		}
	}
	return PASSED_OVER;
}

/* When any version will do, it is the first "python3" that is meant; other names come after. */
static int search_path(struct state *state, const struct vb_interp **ret_interp, struct vb_err *err)
{
	const char *const *names = vb_spec_names(&state->spec, state->arena);
	const char *const first[] = {names[0], NULL};
	int rc = PASSED_OVER;

	if (state->spec.wanted.minor < 0 && !state->spec.range)
		rc = search_names(state, first, ret_interp, err);
	return rc == PASSED_OVER ? search_names(state, names, ret_interp, err) : rc;
}

/* An installation is one interpreter: which implementation counts, unless none was named. */
static bool is_installation_wanted(
	const struct state *state, const struct vb_installation *installation)
{
	const char *implementation = installation->hint.implementation;

	if (!state->spec.wanted.implementation && implementation &&
		strcmp(implementation, "CPython"))
		return false;
	return vb_spec_may_match(&state->spec, &installation->hint);
}

static int search_installations(
	struct state *state, const struct vb_interp **ret_interp, struct vb_err *err)
{
	const struct vb_installation *list;
	size_t count = vb_manager_installations(state->arena, &list);
	int rc = PASSED_OVER;

	for (size_t i = 0; i < count && rc == PASSED_OVER; i++) {
		const char *path = vb_manager_executable(state->arena, &list[i]);

		if (!path)
			continue;
		if (is_installation_wanted(state, &list[i]))
			rc = consider_program(state, path, ret_interp, err);
		else
			note(state, list[i].prefix, "");
	}
	return rc;
}

static const char *names_for_message(const struct state *state)
{
	const char *const *names = vb_spec_names(&state->spec, state->arena);
	/* Behind the plain names come those of versions that nobody asked for. */
	size_t most = state->spec.wanted.minor < 0 ? MAX_NAMED - 1 : MAX_NAMED;
	vb_auto_buf text = VB_BUF_INIT;

	for (size_t i = 0; i < most && names[i]; i++)
		vb_buf_addf(&text, "%s%s", i ? ", " : "", names[i]);
	return vb_arena_str(state->arena, text.data);
}

static int refuse(struct state *state, struct vb_err *err)
{
	const char *path = secure_getenv("PATH");

	if (state->note_count > MAX_NOTES)
		vb_buf_addf(&state->notes, " and %zu more", state->note_count - MAX_NOTES);
	return vb_err_set(err, VB_EFAIL,
		"no %s was found: looked for %s on PATH (%s), then in the installations of %s; "
		"%s%s",
		vb_spec_describe(&state->spec, state->arena), names_for_message(state),
		path ? path : "unset", vb_manager_names,
		state->notes.len ? "found instead: " : "found nothing else", state->notes.data);
}

static int search(struct state *state, const struct vb_interp **ret_interp, struct vb_err *err)
{
	int rc = search_path(state, ret_interp, err);

	if (rc == PASSED_OVER)
		rc = search_installations(state, ret_interp, err);
	if (rc == PASSED_OVER)
		rc = refuse(state, err);
	return rc < 0 ? rc : 0;
}

/* What was named outright: whatever it is, as long as it works. */
static int take(struct state *state, const char *path, const struct vb_interp **ret_interp,
	struct vb_err *err)
{
	struct vb_shim shim;
	const char *base;
	int rc;

	if (vb_manager_shim(state->arena, path, state->search->cwd, &shim)) {
		if (!shim.target)
			return refuse_shim(path, &shim, err);
		path = shim.target;
	}
	rc = vb_home_base(state->arena, path, &base, err);
	return rc < 0 ? rc
		      : vb_facts_get(state->search->cache, state->arena, base, ret_interp, err);
}

/* The first program of that name on PATH. A shim that stands for nothing here is none; one whose
 * choice is not installed is what would run, and would fail. */
static const char *find_named(struct state *state)
{
	for (const char *const *dir = list_path(state); *dir; dir++) {
		const char *path = vb_path_join(state->arena, *dir, state->spec.text);
		struct vb_shim shim;

		if (!is_program(path))
			continue;
		if (!vb_manager_shim(state->arena, path, state->search->cwd, &shim) ||
			shim.target || (shim.is_missing && state->spec.wanted.minor < 0))
			return path;
		note(state, path, vb_arena_printf(state->arena, "(%s)", shim.why));
	}
	return NULL;
}

static int take_named(struct state *state, const struct vb_interp **ret_interp, struct vb_err *err)
{
	const struct vb_spec *spec = &state->spec;
	const char *path = find_named(state);

	if (path)
		return take(state, path, ret_interp, err);
	if (spec->wanted.major >= 0 || spec->wanted.implementation || !strcmp(spec->text, "python"))
		return search(state, ret_interp, err);
	return vb_err_set(err, VB_EFAIL,
		"no program '%s' is on PATH: --python takes a path, a name on PATH or a version"
		" (such as 3.12)%s%s",
		spec->text, state->notes.len ? "; found " : "", state->notes.data);
}

/* A directory stands for the interpreter in it: an environment or an installation. */
static int take_path(struct state *state, const struct vb_interp **ret_interp, struct vb_err *err)
{
	static const char *const inside[] = {
		"bin/python3", "bin/python", "bin/pypy3", "python3", "python"};
	const char *path = vb_home_without_parents(
		state->arena, vb_path_absolute(state->arena, state->search->cwd, state->spec.text));
	struct stat st;

	if (stat(path, &st) < 0)
		return vb_err_sys(err, errno, "the interpreter '%s'", path);
	if (!S_ISDIR(st.st_mode))
		return is_program(path) ? take(state, path, ret_interp, err)
					: vb_err_set(err, VB_EFAIL,
						  "the interpreter '%s' cannot be executed", path);
	for (size_t i = 0; i < VB_COUNT(inside); i++) {
		const char *program = vb_path_join(state->arena, path, inside[i]);

		if (is_program(program))
			return take(state, program, ret_interp, err);
	}
	return vb_err_set(err, VB_EFAIL, "the directory '%s' holds no interpreter", path);
}

int vb_discover(const struct vb_search *options, const char *what,
	const struct vb_interp **ret_interp, struct vb_err *err)
{
	static int (*const takers[])(struct state *, const struct vb_interp **, struct vb_err *) = {
		[VB_SPEC_ANY] = search,
		[VB_SPEC_PATH] = take_path,
		[VB_SPEC_NAME] = take_named,
		[VB_SPEC_VERSION] = search,
	};
	struct state *state = vb_arena_one(options->arena, struct state);
	int rc;

	state->search = options;
	state->arena = options->arena;
	state->notes = (struct vb_buf)VB_BUF_INIT;
	rc = vb_spec_parse(options->arena, what, &state->spec, err);
	if (!rc)
		rc = takers[state->spec.kind](state, ret_interp, err);
	vb_buf_done(&state->notes);
	return rc;
}
