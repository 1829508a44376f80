/* SPDX-License-Identifier: MIT */
/* Starting an interpreter once and reading its answer. */
#include "core/query.h"

#include "core/buf.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/process.h"
#include "core/utf8.h"

enum {
	TIMEOUT_MS = 15000,
	MAX_OUTPUT = 256 * 1024,
	MAX_LINE = 200,
};

#define OLDEST "Python 3.6 or newer is needed"

/* The last line of what it complained about, for a message: printable, and not long. */
static char *last_line(const struct vb_buf *text, struct vb_arena *arena)
{
	size_t end = text->len, begin;
	char *line;

	while (end && (unsigned char)text->data[end - 1] <= ' ')
		end--;
	for (begin = end; begin && text->data[begin - 1] != '\n' && end - begin < MAX_LINE;)
		begin--;
	line = vb_arena_dup(arena, text->data + begin, end - begin);
	for (char *at = line; *at; at++) {
		if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f)
			*at = '?';
	}
	return line;
}

/* What stands between the last opening mark and the closing one behind it, or NULL. */
static const char *find_answer(const struct vb_buf *out, size_t *ret_len)
{
	size_t mark = strlen(vb_query_begin);
	const char *begin = NULL, *end, *at = out->data;
	size_t left = out->len;

	while ((at = memmem(at, left, vb_query_begin, mark))) {
		at += mark;
		begin = at;
		left = out->len - (size_t)(at - out->data);
	}
	if (!begin)
		return NULL;
	end = memmem(
		begin, out->len - (size_t)(begin - out->data), vb_query_end, strlen(vb_query_end));
	if (end)
		*ret_len = (size_t)(end - begin);
	return end ? begin : NULL;
}

static int refuse_path(const char *path, struct vb_err *err)
{
	return vb_err_set(err, VB_EFAIL,
		"the interpreter '%s' lies in a directory whose name is not UTF-8, which pyvenv.cfg"
		" cannot hold: use one that lies elsewhere",
		path);
}

/* Without an answer: what the rest of the output tells. */
static int explain_silence(const char *path, const struct vb_buf *errors, int status,
	struct vb_arena *arena, struct vb_err *err)
{
	if (strcasestr(errors->data, "unknown option") && strstr(errors->data, "-I"))
		return vb_err_set(err, VB_EFAIL, "'%s' is too old: " OLDEST, path);
	if (status)
		return vb_err_set(err, VB_EFAIL,
			"'%s' is not a working Python interpreter: it ended with status %d%s%s",
			path, status, errors->len ? ": " : "", last_line(errors, arena));
	return vb_err_set(err, VB_EFAIL,
		"'%s' is not a Python interpreter: it ran, and did not answer", path);
}

static int take_answer(
	const json_t *json, struct vb_arena *arena, struct vb_answer *answer, struct vb_err *err)
{
	int rc = vb_facts_from_json(json, arena, &answer->interp, err);

	if (rc < 0)
		return rc;
	answer->executable = vb_json_member(json, "asked", arena);
	answer->stdlib = vb_json_member(json, "stdlib", arena);
	answer->wheel_dir = vb_json_member(json, "wheel-variable", arena);
	answer->in_environment = json_is_true(json_object_get(json, "in-environment"));
	if (!answer->executable || *answer->executable != '/')
		return vb_err_set(err, VB_EFAIL, "its sys.executable is not an absolute path");
	if (!answer->stdlib || *answer->stdlib != '/')
		return vb_err_set(err, VB_EFAIL, "it does not know its standard library");
	answer->interp.executable = answer->interp.home = answer->interp.real_executable =
		answer->executable;
	return vb_facts_is_complete(&answer->interp)
		       ? 0
		       : vb_err_set(err, VB_EFAIL, "its answer is not complete");
}

static int read_answer(const char *path, const char *text, size_t len, struct vb_arena *arena,
	struct vb_answer *answer, struct vb_err *err)
{
	json_auto_t *json = NULL;
	const char *error;
	int rc = vb_json_parse(text, len, "its answer", &json, err);

	error = rc < 0 ? NULL : json_string_value(json_object_get(json, "error"));
	if (error && !strcmp(error, "utf-8"))
		return refuse_path(path, err);
	if (error)
		rc = vb_err_set(err, VB_EFAIL, "%s", error);
	else if (!rc)
		rc = take_answer(json, arena, answer, err);
	if (rc < 0) {
		err->code = VB_EFAIL;
		return vb_err_wrap(err, "asking '%s' about itself", path);
	}
	if (answer->interp.major != 3 || answer->interp.minor < 6)
		return vb_err_set(err, VB_EFAIL, "'%s' is Python %s: " OLDEST, path,
			vb_interp_version(&answer->interp, arena));
	return 0;
}

int vb_query(
	struct vb_arena *arena, const char *path, struct vb_answer *ret_answer, struct vb_err *err)
{
	static const char *const dropped[] = {"PYTHON*", "__PYVENV_LAUNCHER__", NULL};
	const char *const argv[] = {path, "-I", "-B", "-c", vb_query_program, NULL};
	const struct vb_process process = {
		.argv = argv,
		.env = vb_process_env(arena, dropped, NULL),
		.cwd_fd = -1,
		.timeout_ms = TIMEOUT_MS,
		.max_output = MAX_OUTPUT,
	};
	vb_auto_buf out = VB_BUF_INIT, errors = VB_BUF_INIT;
	const char *text;
	size_t len = 0;
	int status, rc;

	if (!vb_utf8_is_valid(path, strlen(path)))
		return refuse_path(path, err);
	rc = vb_process_run(&process, &out, &errors, &status, err);
	if (rc < 0)
		return rc;
	text = find_answer(&out, &len);
	if (!text)
		return explain_silence(path, &errors, status, arena, err);
	return read_answer(path, text, len, arena, ret_answer, err);
}
