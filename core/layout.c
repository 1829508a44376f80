/* SPDX-License-Identifier: MIT */
/*
 * The stages `dirs` and `link`: the skeleton of an environment, as the interpreter's facts and
 * PEP 405 want it, and the names by which it is started.
 */
#include "core/arena.h"
#include "core/interp.h"
#include "core/path.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/run.h"

static const char gitignore[] = "# Made by venvb: nothing in here belongs in a repository.\n*\n";

/* Cache Directory Tagging Specification: the first line is its signature. */
static const char cachedir_tag[] =
	"Signature: 8a477f597d28d172789f06886806bc55\n"
	"# This directory can be made again at any time: backups may leave it out.\n";

static bool is_below(const char *path, const char *top)
{
	size_t len = strlen(top);

	return !strncmp(path, top, len) && path[len] == '/';
}

int vb_stage_dirs(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_interp *interp = run->interp;
	const char *const dirs[] = {
		interp->scripts, interp->include, interp->purelib, interp->platlib};
	int rc = 0;

	if (interp->lib64_link && is_below(interp->purelib, "lib") &&
		!is_below(interp->platlib, "lib64"))
		rc = vb_plan_add_link(run->plan, self, "lib64", "lib", err);
	for (size_t i = 0; rc == 0 && i < VB_COUNT(dirs); i++)
		if (*dirs[i])
			rc = vb_plan_add_dir(run->plan, self, dirs[i], err);
	if (rc == 0 && run->request.scm_ignore_files)
		rc = vb_plan_add_text(run->plan, self, ".gitignore", gitignore, err);
	if (rc == 0)
		rc = vb_plan_add_text(run->plan, self, "CACHEDIR.TAG", cachedir_tag, err);
	return rc;
}

static int add_copy(struct vb_run *run, const struct vb_actor *self, const char *path,
	const char *source, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = path, .kind = VB_COPY, .data = source, .len = strlen(source)};

	return vb_plan_add(run->plan, self, &spec, 0, err);
}

/* A copied interpreter looks for its shared library beside itself, as the original did. */
static int copy_library(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_interp *interp = run->interp;
	const char *from = interp->libpython, *dir;

	if (!from)
		return 0;
	dir = !strcmp(vb_path_dir(run->arena, from), interp->home) ? interp->scripts : "lib";
	return add_copy(run, self, vb_path_join(run->arena, dir, vb_path_base(from)), from, err);
}

/* The first name is the interpreter, the others lead to it; each copy is one of its own. */
int vb_stage_link(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_interp *interp = run->interp;
	int rc = run->request.copies ? copy_library(run, self, err) : 0;

	for (size_t i = 0; rc == 0 && interp->names[i]; i++) {
		const char *path = vb_path_join(run->arena, interp->scripts, interp->names[i]);

		if (run->request.copies)
			rc = add_copy(run, self, path, interp->executable, err);
		else
			rc = vb_plan_add_link(run->plan, self, path,
				i ? interp->names[0] : interp->executable, err);
	}
	return rc;
}
