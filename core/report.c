/* SPDX-License-Identifier: MIT */
/* The line that tells of a success, and the words that the other forms have in common with it. */
#include "core/report.h"

#include "core/arena.h"
#include "core/interp.h"
#include "core/kept.h"
#include "core/printable.h"
#include "core/run.h"
#include "core/shell.h"

static const struct {
	const char *action, *done, *would;
} words[] = {
	{"create", "Created", "Would create"},
	{"update", "Updated", "Would update"},
	{"upgrade", "Upgraded", "Would upgrade"},
	{"replace", "Replaced", "Would replace"},
};

const char *vb_report_action(const struct vb_report *report)
{
	const struct vb_request *request = &report->run->request;

	if (report->target->state == VB_ABSENT || report->target->state == VB_EMPTY)
		return "create";
	return request->clear ? "replace" : request->upgrade ? "upgrade" : "update";
}

const char *vb_report_interpreter(const struct vb_report *report)
{
	const struct vb_run *run = report->run;

	return vb_arena_printf(run->arena, "%s %s (%s)", run->interp->implementation,
		vb_interp_version(run->interp, run->arena), run->interp->executable);
}

const char *vb_report_activation(const struct vb_report *report)
{
	const struct vb_run *run = report->run;
	const char *path = report->target->redirected ? report->target->path : report->typed;

	return vb_shell_activation(
		run->arena, report->shell, path, run->interp->scripts, run->plan);
}

const char *vb_report_kept(const struct vb_report *report)
{
	const struct vb_request *request = &report->run->request;

	if (!request->keep || request->dry_run || strcmp(vb_report_action(report), "replace") != 0)
		return NULL;
	return vb_kept_path(report->run->arena, report->target);
}

void vb_report_line(const struct vb_report *report, struct vb_buf *out)
{
	bool is_dry = report->run->request.dry_run;
	const char *action = vb_report_action(report), *activation = NULL, *verb = "";
	vb_auto_buf line = VB_BUF_INIT;

	for (size_t i = 0; i < VB_COUNT(words); i++)
		if (!strcmp(words[i].action, action))
			verb = is_dry ? words[i].would : words[i].done;
	vb_buf_addf(&line, "%s %s", verb, report->typed);
	/* Where a file leads is not seen from its name. */
	if (report->target->redirected)
		vb_buf_addf(&line, " (%s)", report->target->path);
	vb_buf_addf(&line, " with %s", vb_report_interpreter(report));
	if (vb_report_kept(report))
		vb_buf_adds(&line, " ('venvb undo' brings the old one back)");
	if (!is_dry)
		activation = vb_report_activation(report);
	if (activation)
		vb_buf_addf(&line, "; activate it with: %s", activation);
	vb_printable_add(out, line.data, line.len);
	vb_buf_addch(out, '\n');
}
