/* SPDX-License-Identifier: MIT */
/* `venvb explain`: for every file of an environment who put it there. */
#include "core/command.h"

#include "core/explain.h"
#include "core/json_build.h"
#include "core/path.h"
#include "core/pipeline.h"
#include "core/printable.h"
#include "core/switches.h"
#include "core/target.h"
#include "core/user_dirs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { LARGEST_COLUMN = 48 };

struct job {
	struct vb_create *command;
	struct vb_target target;
	int root_fd;
	struct vb_explainer *explainer;
	struct vb_buf text;
	json_t *json;
};

static int find_environment(struct job *job, const char *typed, struct vb_err *err)
{
	const struct vb_target_opts opts = {
		.arg = typed, .cwd = job->command->cwd, .home_dir = vb_user_home()};
	int rc = vb_target_resolve(job->command->cli->arena, &opts, &job->target, err);

	if (rc < 0)
		return rc;
	if (job->target.state != VB_ENVIRONMENT)
		return vb_err_set(err, VB_EFAIL, "'%s' is no environment: it has no pyvenv.cfg",
			job->target.path);
	job->root_fd = open(job->target.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return job->root_fd < 0 ? vb_err_sys(err, errno, "opening '%s'", job->target.path) : 0;
}

static int read_receipt(struct job *job, struct vb_receipt *receipt, struct vb_err *err)
{
	struct vb_arena *arena = job->command->cli->arena;
	const char *maker = job->target.made_by;
	int rc = vb_receipt_read(arena, job->root_fd, receipt, err);

	if (rc <= 0)
		return rc < 0 ? vb_err_wrap(err, "'%s'", job->target.path) : 0;
	if (maker && strcmp(maker, "venvb") != 0)
		return vb_err_set(err, VB_EFAIL,
			"'%s' was made by %s and not by venvb: nothing tells who put its files "
			"there",
			job->target.path, maker);
	return vb_err_set(err, VB_EFAIL, "'%s' has no %s: nothing tells who put its files there",
		job->target.path, VB_RECEIPT_NAME);
}

/* A stage that does nothing itself adds no file: a plugin may be called as it. */
static bool is_stage(const char *name)
{
	const struct vb_stage *stage = vb_stage_find(name);

	return stage && stage->builtin;
}

static const char *describe(struct vb_arena *arena, const struct vb_explanation *told)
{
	vb_auto_buf text = VB_BUF_INIT;

	if (told->package)
		vb_buf_addf(&text, "%s%s %s, ", told->is_bytecode ? "byte code of " : "",
			told->package, told->version);
	if (told->by)
		vb_buf_addf(&text, "%s %s", is_stage(told->by) ? "stage" : "plugin", told->by);
	else
		vb_buf_adds(&text, "foreign");
	return vb_arena_dup(arena, text.data, text.len);
}

static size_t measure(struct vb_arena *arena, const struct vb_explanation *list, size_t count)
{
	size_t column = 0;

	for (size_t i = 0; i < count; i++) {
		size_t width = vb_printable_width(describe(arena, &list[i]));

		if (width > column && width <= LARGEST_COLUMN)
			column = width;
	}
	return column + 2;
}

static void show_text(struct job *job, const struct vb_explanation *list, size_t count)
{
	struct vb_arena *arena = job->command->cli->arena;
	size_t column = measure(arena, list, count);

	for (size_t i = 0; i < count; i++) {
		const char *who = describe(arena, &list[i]);
		size_t width = vb_printable_width(who);

		vb_printable_add(&job->text, who, strlen(who));
		vb_buf_addf(&job->text, "%*s", (int)(width + 2 < column ? column - width : 2), "");
		vb_printable_add(&job->text, list[i].path, strlen(list[i].path));
		vb_buf_adds(&job->text, list[i].is_missing ? " (missing)\n" : "\n");
	}
}

static void show_json(struct job *job, const struct vb_explanation *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct vb_explanation *told = &list[i];
		json_t *object = vb_json_append_object(job->json);

		vb_json_put_text(object, "path", told->path);
		vb_json_put_text(object, "by", told->by);
		vb_json_put_text(object, "by-kind",
			!told->by            ? "foreign"
			: is_stage(told->by) ? "stage"
					     : "plugin");
		if (told->package) {
			vb_json_put_text(object, "package", told->package);
			vb_json_put_text(object, "version", told->version);
			vb_json_put_bool(object, "byte-code", told->is_bytecode);
		}
		vb_json_put_bool(object, "missing", told->is_missing);
	}
}

/* PATH as typed with links above its last component resolved, relative to the environment; NULL:
 * it is not in there. */
static const char *find_within(const struct job *job, const char *path)
{
	struct vb_arena *arena = job->command->cli->arena;
	const char *absolute = vb_path_absolute(arena, job->command->cwd, path), *whole;
	bool has_name = strcmp(vb_path_base(absolute), "..") != 0;
	vb_auto_free char *dir = realpath(has_name ? vb_path_dir(arena, absolute) : absolute, NULL);
	size_t len = strlen(job->target.path);

	if (!dir)
		return NULL;
	whole = has_name ? vb_path_join(arena, dir, vb_path_base(absolute)) : dir;
	if (!vb_path_is_within(whole, job->target.path))
		return NULL;
	return whole[len] ? vb_arena_str(arena, whole + len + 1) : "";
}

/* A path is relative to the environment; as somebody at a shell completes it, to our directory. */
static const char *settle(const struct job *job, const char *typed)
{
	struct vb_arena *arena = job->command->cli->arena;
	const char *below = vb_path_join(arena, job->target.path, typed);
	const char *path = find_within(job, below);
	struct stat st;

	if (!path || lstat(below, &st) < 0) {
		const char *other = find_within(job, typed);

		path = other ? other : path;
	}
	return path;
}

static int explain(struct job *job, const char *typed, struct vb_err *err)
{
	const char *path = typed ? settle(job, typed) : "";
	const struct vb_explanation *list = NULL;
	size_t count = 0;
	int rc = path ? vb_explain_below(job->explainer, path, &list, &count, err) : 0;

	if (rc < 0)
		return rc;
	if (typed && !count)
		return vb_err_set(
			err, VB_EFAIL, "there is no file '%s' in '%s'", typed, job->target.path);
	if (vb_command_is_json(job->command))
		show_json(job, list, count);
	else
		show_text(job, list, count);
	return 0;
}

static int explain_all(struct job *job, struct vb_err *err)
{
	const char *const *typed = job->command->args.operands + 1;
	struct vb_receipt receipt;
	int rc = find_environment(job, typed[-1], err);

	if (rc == 0)
		rc = read_receipt(job, &receipt, err);
	if (rc == 0)
		rc = vb_explainer_new(
			job->command->cli->arena, job->root_fd, &receipt, &job->explainer, err);
	if (rc == 0 && !*typed)
		return explain(job, NULL, err);
	for (; rc == 0 && *typed; typed++)
		rc = explain(job, *typed, err);
	return rc;
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct job job = {.command = command, .root_fd = -1, .text = VB_BUF_INIT};
	int rc;

	job.json = vb_json_array();
	rc = explain_all(&job, err);
	vb_close_fd(&job.root_fd);
	if (rc == 0 && vb_command_is_json(command))
		rc = vb_command_print_json(command, json_incref(job.json), err);
	else if (rc == 0)
		rc = vb_cli_print(command->cli, &job.text, err);
	json_decref(job.json);
	vb_buf_done(&job.text);
	return rc;
}

int vb_cmd_explain(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb explain [OPTION]... ENV_DIR [PATH]...\n"
			 "Says for every file of an environment, or for those named, who put it "
			 "there.",
		.switches = vb_switches_explain,
		.least = 1,
		.most = SIZE_MAX,
		.operands = "ENV_DIR [PATH]...",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
