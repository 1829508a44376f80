/* SPDX-License-Identifier: MIT */
/* `venvb create`: the command line, the directories in turn, the results as JSON. */
#include "core/create.h"

#include "core/command.h"
#include "core/json.h"
#include "core/json_build.h"
#include "core/report.h"
#include "core/switches.h"

/* One directory: its object; several: an array of those that were begun. */
static int print_results(const struct vb_create *create, struct vb_err *err)
{
	bool is_single = create->args.operand_count <= 1;
	vb_auto_buf out = VB_BUF_INIT;

	vb_json_print(is_single ? json_array_get(create->results, 0) : create->results, &out);
	return vb_cli_print(create->cli, &out, err);
}

/* Whoever stands in a directory that was removed can still name an absolute one. */
static int create_typed(struct vb_create *create, const char *typed, struct vb_err *err)
{
	if (create->cwd_is_gone && *typed != '/')
		return vb_err_set(err, VB_EFAIL,
			"the current directory does not exist any more: name '%s' by its whole path",
			typed);
	return vb_create_one(create, typed, err);
}

static int create_all(struct vb_create *create, struct vb_err *err)
{
	static const char *const usual[] = {".venv", NULL};
	const char *const *typed = create->args.operand_count ? create->args.operands : usual;
	int rc = 0;

	while (rc == 0 && *typed)
		rc = create_typed(create, *typed++, err);
	return rc;
}

static int start(struct vb_create *create, const char *const *words, struct vb_err *err)
{
	int rc = vb_args_parse(create->cli->arena, create->switches, words, &create->args, err);

	if (rc == 0)
		rc = vb_switches_check(&create->args, err);
	if (rc < 0)
		return rc;
	vb_command_set_level(&create->args, create->cli->log);
	if (create->args.flags[VB_FLAG_HELP])
		return vb_create_help(create, err);
	return create_all(create, err);
}

int vb_cmd_create(struct vb_cli *cli, const char *const *words, struct vb_err *err)
{
	json_auto_t *results = json_array();
	vb_auto_free char *cwd = getcwd(NULL, 0);
	struct vb_create create = {
		.cli = cli,
		.switches = vb_switches_create(cli->arena),
		.cwd = cwd ? cwd : "/",
		.cwd_is_gone = !cwd,
		.results = results,
	};
	vb_auto_err second = VB_ERR_INIT;
	int rc;

	if (!results)
		vb_oom();
	rc = start(&create, words, err);
	if (!vb_command_wants_json(words) || create.args.flags[VB_FLAG_HELP])
		return rc;
	if (rc == 0)
		return print_results(&create, err);
	if (!json_array_size(results))
		vb_json_append(results, vb_report_error_json(NULL, err));
	print_results(&create, &second);
	return rc;
}
