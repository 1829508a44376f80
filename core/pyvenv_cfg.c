/* SPDX-License-Identifier: MIT */
/*
 * The stage `cfg`: pyvenv.cfg, for all of its readers at once. The interpreter needs `home` and
 * `include-system-site-packages` (PEP 405), editors a `version` of three parts, pre-commit a
 * `version_info` of five and `base-executable`, nox the base prefixes.
 */
#include "core/arena.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/pipeline.h"
#include "core/plan.h"
#include "core/quote.h"
#include "core/receipt.h"
#include "core/run.h"
#include "core/utf8.h"

/* How the value of an option is said on the command line; an empty switch says nothing. */
static const struct {
	enum vb_option_id id;
	const char *value; /* NULL: any, which is added behind '=' */
	const char *text;
} switches[] = {
	{VB_OPT_PYTHON, NULL, "--python"},
	{VB_OPT_SYSTEM_SITE_PACKAGES, "yes", "--system-site-packages"},
	{VB_OPT_COPIES, "yes", "--copies"},
	{VB_OPT_COPIES, "no", "--symlinks"},
	{VB_OPT_CLEAR, "yes", "--clear"},
	{VB_OPT_UPGRADE, "yes", "--upgrade"},
	{VB_OPT_SEED, "no", "--without-pip"},
	{VB_OPT_SEED, "newest", "--upgrade-deps"},
	{VB_OPT_PROMPT, NULL, "--prompt"},
	{VB_OPT_SCM_IGNORE_FILES, "no", "--without-scm-ignore-files"},
	{VB_OPT_ACTIVATORS, NULL, "--activators"},
};

/* One word of a command, for a shell, on one line and in UTF-8 whatever it holds. */
static void add_word(struct vb_buf *out, const char *word)
{
	if (strpbrk(word, "\r\n") || !vb_utf8_is_valid(word, strlen(word)))
		vb_quote_ansi_c(out, word);
	else
		vb_quote_word(out, vb_quote_sh, word);
}

static const char *command(const struct vb_run *run)
{
	vb_auto_buf out = VB_BUF_INIT;

	vb_buf_adds(&out, "venvb create");
	for (size_t i = 0; i < VB_COUNT(switches); i++) {
		const char *value = vb_option_text(&run->request, run->arena, switches[i].id);

		if (run->request.origin[switches[i].id] == VB_LAYER_BUILTIN || !value ||
			(switches[i].value && strcmp(value, switches[i].value) != 0))
			continue;
		vb_buf_addf(&out, " %s", switches[i].text);
		if (switches[i].value)
			continue;
		vb_buf_addch(&out, '=');
		add_word(&out, value);
	}
	vb_buf_addch(&out, ' ');
	add_word(&out, run->request.target);
	return vb_arena_dup(run->arena, out.data, out.len);
}

/* As Python's repr would write it, which is what readers of `prompt` expect. */
static const char *quoted_prompt(struct vb_arena *arena, const char *prompt)
{
	vb_auto_buf out = VB_BUF_INIT;
	char quote = strchr(prompt, '\'') && !strchr(prompt, '"') ? '"' : '\'';

	for (const char *at = prompt; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			quote = '\0';
	if (!quote || !vb_utf8_is_valid(prompt, strlen(prompt))) {
		vb_quote_ansi_c(&out, prompt);
		return vb_arena_dup(arena, out.data, out.len);
	}
	vb_buf_addch(&out, quote);
	for (const char *at = prompt; *at; at++) {
		if (*at == quote || *at == '\\')
			vb_buf_addch(&out, '\\');
		vb_buf_addch(&out, *at);
	}
	vb_buf_addch(&out, quote);
	return vb_arena_dup(arena, out.data, out.len);
}

/* The keys; the prompt is only known when the plan closes, and stands behind them. */
static int render(const struct vb_plan *plan, void *user, struct vb_buf *out, struct vb_err *err)
{
	const struct vb_run *run = user;

	(void)err;
	for (size_t i = 0; i < vb_plan_key_count(plan); i++) {
		const struct vb_key *key = vb_plan_key_at(plan, i);

		vb_buf_addf(out, "%s = ", key->name);
		if (vb_utf8_is_valid(key->value, strlen(key->value)))
			vb_buf_adds(out, key->value);
		else
			vb_quote_ansi_c(out, key->value);
		vb_buf_addch(out, '\n');
	}
	if (run->request.prompt || strcmp(vb_plan_prompt(plan), run->request.name) != 0)
		vb_buf_addf(out, "prompt = %s\n", quoted_prompt(run->arena, vb_plan_prompt(plan)));
	return 0;
}

static int set_keys(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_interp *interp = run->interp;
	const struct {
		const char *name, *value;
	} keys[] = {
		{"home", interp->home},
		{"include-system-site-packages",
			run->request.system_site_packages ? "true" : "false"},
		{"version", vb_interp_version(interp, run->arena)},
		{"version_info", vb_interp_version_info(interp, run->arena)},
		{"implementation", interp->implementation},
		{"executable", interp->real_executable},
		{"base-prefix", interp->base_prefix},
		{"base-exec-prefix", interp->base_exec_prefix},
		{"base-executable", interp->executable},
		{"command", command(run)},
		{"venvb", PACKAGE_VERSION},
	};
	int rc = 0;

	/* What a hook before this stage has set is meant. */
	for (size_t i = 0; rc == 0 && i < VB_COUNT(keys); i++)
		if (!vb_plan_key(run->plan, keys[i].name))
			rc = vb_plan_set_key(run->plan, self, keys[i].name, keys[i].value, err);
	return rc;
}

int vb_stage_cfg(struct vb_run *run, const struct vb_actor *self, struct vb_err *err)
{
	const struct vb_node spec = {
		.path = "pyvenv.cfg", .kind = VB_FILE, .render = render, .user = run};
	int rc = set_keys(run, self, err);

	if (rc == 0)
		rc = vb_plan_add(run->plan, self, &spec, 0, err);
	return rc < 0 ? rc : vb_receipt_plan(run, self, err);
}
