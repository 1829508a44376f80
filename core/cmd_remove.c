/* SPDX-License-Identifier: MIT */
/* `venvb remove`: all that is named is looked at first, and only then is anything removed. */
#include "core/command.h"

#include "core/json_build.h"
#include "core/path.h"
#include "core/plugin.h"
#include "core/printable.h"
#include "core/removal.h"
#include "core/switches.h"
#include "core/user_dirs.h"

#include <sys/stat.h>

struct job {
	struct vb_create *command;
	struct vb_run run;
	struct vb_target *targets; /* one for each operand */
};

/* A link, or a file that leads elsewhere, is neither followed nor removed. */
static int check_direct(const struct job *job, const char *typed, const struct vb_target *target,
	struct vb_err *err)
{
	const char *path = vb_path_absolute(job->run.arena, job->command->cwd, typed);
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is a symbolic link to '%s': name that, or remove the link", typed,
			target->path);
	if (target->redirected)
		return vb_err_set(err, VB_EUSAGE,
			"'%s' is a file that leads to '%s': name that, or remove the file", typed,
			target->path);
	return 0;
}

static int find(struct job *job, const char *typed, struct vb_target *target, struct vb_err *err)
{
	const struct vb_target_opts opts = {
		.arg = typed, .cwd = job->command->cwd, .home_dir = vb_user_home()};
	int rc = vb_target_resolve(job->run.arena, &opts, target, err);

	if (rc == 0)
		rc = check_direct(job, typed, target, err);
	if (rc == 0)
		rc = vb_removal_check(&job->run, target, err);
	return rc;
}

static int find_all(struct job *job, struct vb_err *err)
{
	const struct vb_args *args = &job->command->args;
	int rc = 0;

	job->targets = vb_arena_array(job->run.arena, args->operand_count, sizeof(*job->targets));
	for (size_t i = 0; rc == 0 && i < args->operand_count; i++)
		rc = find(job, args->operands[i], &job->targets[i], err);
	return rc;
}

static int tell(const struct job *job, json_t *json, const char *typed, const char *path,
	struct vb_err *err)
{
	vb_auto_buf line = VB_BUF_INIT, out = VB_BUF_INIT;

	vb_json_put_text(vb_json_append_object(json), "environment", path);
	if (vb_command_is_json(job->command) || job->command->args.flags[VB_FLAG_QUIET])
		return 0;
	vb_buf_addf(&line, "Removed %s", typed);
	vb_printable_add(&out, line.data, line.len);
	vb_buf_addch(&out, '\n');
	return vb_cli_print(job->command->cli, &out, err);
}

static int remove_all(struct job *job, json_t *json, struct vb_err *err)
{
	const struct vb_args *args = &job->command->args;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < args->operand_count; i++) {
		rc = vb_removal_run(&job->run, &job->targets[i], err);
		if (rc == 0)
			rc = tell(job, json, args->operands[i], job->targets[i].path, err);
	}
	return rc;
}

static int run(struct vb_create *command, struct vb_err *err)
{
	struct job job = {.command = command};
	json_t *json = NULL;
	int rc = vb_command_begin_run(command, &job.run, err);

	if (rc < 0)
		return rc;
	json = vb_json_array();
	rc = find_all(&job, err);
	if (rc == 0)
		rc = remove_all(&job, json, err);
	vb_host_done(job.run.host);
	if (rc == 0 && vb_command_is_json(command))
		return vb_command_print_json(command, json, err);
	json_decref(json);
	return rc;
}

int vb_cmd_remove(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	static const struct vb_command command = {
		.usage = "venvb remove [OPTION]... ENV_DIR...\n"
			 "Removes environments, and what was kept of earlier ones beside them.",
		.switches = vb_switches_remove,
		.least = 1,
		.most = SIZE_MAX,
		.operands = "ENV_DIR...",
		.run = run,
	};

	return vb_command_run(&command, cli, words, err);
}
