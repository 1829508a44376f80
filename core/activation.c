/* SPDX-License-Identifier: MIT */
/*
 * The stage `scripts`: which activation scripts an environment gets, and what they are rendered
 * from. How a template is expanded is in activation_expand.c.
 */
#include "core/activation.h"

#include "core/arena.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/path.h"
#include "core/pipeline.h"
#include "core/run.h"

#define OWN " PATH PYTHONHOME VIRTUAL_ENV VIRTUAL_ENV_PROMPT "

const struct vb_activator vb_activators[] = {
	{"bash", "activate", vb_quote_sh, OWN "PS1 "},
	{"cshell", "activate.csh", vb_quote_csh, OWN},
	{"fish", "activate.fish", vb_quote_fish, OWN},
	{"nushell", "activate.nu", vb_quote_nushell, OWN},
	{"powershell", "Activate.ps1", vb_quote_powershell, OWN},
	{"python", "activate_this.py", vb_quote_python, OWN},
	{"xonsh", "activate.xsh", vb_quote_python, OWN},
	{NULL, NULL, NULL, NULL},
};

static const char *find_template(const char *file)
{
	for (const struct vb_template *each = vb_templates; each->file; each++)
		if (!strcmp(each->file, file))
			return each->text;
	return NULL;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text & 0x80)
			return false;
	return true;
}

int vb_activation_render(const struct vb_activator *activator, const struct vb_activation *what,
	struct vb_buf *out, struct vb_err *err)
{
	const char *template = find_template(activator->file);
	vb_auto_buf script = VB_BUF_INIT;
	int rc;

	if (!template)
		return vb_err_set(err, VB_EBUG, "there is no template of '%s'", activator->file);
	rc = vb_activation_expand(activator, what, template, &script, err);
	if (rc < 0)
		return rc;
	/* Without the mark, Windows PowerShell reads a script in the code page of the machine. */
	if (activator->quote == vb_quote_powershell && !is_ascii(script.data))
		vb_buf_adds(out, "\xef\xbb\xbf");
	vb_buf_add(out, script.data, script.len);
	return 0;
}

/* What the node of a script carries until the plan closes. */
struct script {
	const struct vb_activator *activator;
	const struct vb_run *run;
};

/* A key that no other reader of pyvenv.cfg knows, and hence none minds. */
static bool is_bare(const struct vb_plan *plan)
{
	const char *parentheses = vb_plan_key(plan, "prompt-parentheses");

	return parentheses && !strcmp(parentheses, "no");
}

static int render(const struct vb_plan *plan, void *user, struct vb_buf *out, struct vb_err *err)
{
	const struct script *script = user;
	const struct vb_interp *interp = script->run->interp;
	size_t count = vb_plan_var_count(plan);
	const struct vb_var **vars =
		vb_arena_array(vb_plan_arena(plan), count + 1, sizeof(struct vb_var *));
	const struct vb_activation what = {
		.target = script->run->request.target,
		.scripts = interp->scripts,
		.purelib = interp->purelib,
		.platlib = interp->platlib,
		.prompt = vb_plan_prompt(plan),
		.bare = is_bare(plan),
		.vars = vars,
		.var_count = count,
	};

	for (size_t i = 0; i < count; i++)
		vars[i] = vb_plan_var_at(plan, i);
	return vb_activation_render(script->activator, &what, out, err);
}

static int add_script(struct vb_run *run, const struct vb_actor *self,
	const struct vb_activator *activator, struct vb_err *err)
{
	struct script *script = vb_arena_one(run->arena, struct script);
	const struct vb_node spec = {
		.path = vb_path_join(run->arena, run->interp->scripts, activator->file),
		.kind = VB_FILE,
		.render = render,
		.user = script,
	};

	script->activator = activator;
	script->run = run;
	return vb_plan_add(run->plan, self, &spec, 0, err);
}

static const struct vb_activator *find_activator(const char *name, size_t len)
{
	const struct vb_activator *activator = vb_activators;

	for (; activator->name; activator++)
		if (strlen(activator->name) == len && !strncmp(activator->name, name, len))
			return activator;
	return NULL;
}

static int refuse(const char *name, size_t len, struct vb_err *err)
{
	vb_auto_buf known = VB_BUF_INIT;

	for (const struct vb_activator *each = vb_activators; each->name; each++)
		vb_buf_addf(&known, "%s%s", known.len ? ", " : "", each->name);
	return vb_err_set(err, VB_EUSAGE, "there is no activator '%.*s'; known are: %s", (int)len,
		name, known.data);
}

/* Marks in WANTED, parallel to the table, what the comma list names. */
static int choose(const char *list, bool *wanted, struct vb_err *err)
{
	while (*list) {
		const struct vb_activator *activator;
		size_t len;

		list += strspn(list, ", ");
		len = strcspn(list, ", ");
		activator = find_activator(list, len);
		if (activator)
			wanted[activator - vb_activators] = true;
		else if (len)
			return refuse(list, len, err);
		list += len;
	}
	return 0;
}

int vb_stage_scripts(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const char *list = run->request.activators;
	bool wanted[VB_COUNT(vb_activators)] = {false};
	int rc = list ? choose(list, wanted, err) : 0;

	if (rc < 0)
		return vb_option_blame(&run->request, VB_OPT_ACTIVATORS, err);
	for (size_t i = 0; rc == 0 && vb_activators[i].name; i++)
		if (!list || wanted[i])
			rc = add_script(run, self, &vb_activators[i], err);
	return rc;
}
