/* SPDX-License-Identifier: MIT */
/* What the built-in stages plan: a bare environment, enough to be looked up and changed. */
#include "host.h"

static int32_t plan_dir(struct venvb_run *run, const char *path)
{
	struct node node = {.path = path, .kind = VENVB_NODE_DIR, .data = "", .owner = run->actor};

	return vtest_plan(run, &node, false);
}

static int32_t plan_file(struct venvb_run *run, const char *path, const char *text)
{
	struct node node = {.path = path,
		.kind = VENVB_NODE_FILE,
		.mode = 0666,
		.data = text,
		.len = strlen(text),
		.owner = run->actor};

	return vtest_plan(run, &node, false);
}

static int32_t resolve(struct venvb_run *run)
{
	run->test->resolved = true;
	return VENVB_OK;
}

static int32_t plan_dirs(struct venvb_run *run)
{
	static const char *const facts[] = {"scripts", "include", "purelib", "platlib"};
	int32_t code = VENVB_OK;

	for (size_t i = 0; code == VENVB_OK && i < VTEST_COUNT(facts); i++)
		code = plan_dir(run, vtest_fact(run->test, facts[i]));
	return code < 0 ? code : plan_file(run, ".gitignore", "*\n");
}

static int32_t plan_cfg(struct venvb_run *run)
{
	struct venvb_test *test = run->test;
	struct node node = {.path = "pyvenv.cfg",
		.kind = VENVB_NODE_FILE,
		.mode = 0666,
		.data = "",
		.owner = run->actor,
		.rendered = true};
	const struct setting keys[] = {
		{"home", vtest_fact(test, "home"), NULL},
		{"include-system-site-packages", "false", NULL},
		{"version", vtest_fact(test, "version"), NULL},
		{"executable", vtest_fact(test, "real-executable"), NULL},
	};

	for (size_t i = 0; i < VTEST_COUNT(keys); i++)
		vtest_set_key(test, keys[i].name, keys[i].value, run->actor);
	return vtest_plan(run, &node, false);
}

static int32_t plan_links(struct venvb_run *run)
{
	struct venvb_test *test = run->test;
	const char *names = vtest_fact(test, "names");
	int32_t code = VENVB_OK;

	while (code == VENVB_OK && *names) {
		size_t len = strcspn(names, ",");
		struct node node = {.path = vtest_format(test, "%s/%.*s",
					    vtest_fact(test, "scripts"), (int)len, names),
			.kind = VENVB_NODE_LINK,
			.data = vtest_fact(test, "executable"),
			.owner = run->actor};

		node.len = strlen(node.data);
		code = vtest_plan(run, &node, false);
		names += len + (names[len] == ',');
	}
	return code;
}

static int32_t plan_scripts(struct venvb_run *run)
{
	const char *path = vtest_format(run->test, "%s/activate", vtest_fact(run->test, "scripts"));

	return plan_file(run, path, "# The real one activates the environment.\n");
}

static int32_t (*const builtins[])(struct venvb_run *run) = {
	[RESOLVE] = resolve,
	[DIRS] = plan_dirs,
	[CFG] = plan_cfg,
	[LINK] = plan_links,
	[SCRIPTS] = plan_scripts,
	[RUN] = NULL,
};

int32_t vtest_builtin(struct venvb_test *test, enum stage stage)
{
	static const char *const names[] = {"resolve", "dirs", "cfg", "link", "scripts"};
	struct venvb_run as_stage = {.test = test, .function = "builtin", .active = true};
	int32_t code;

	if (!builtins[stage])
		return VENVB_OK;
	as_stage.actor = names[stage];
	as_stage.stage = stage;
	code = builtins[stage](&as_stage);
	if (code < 0)
		vtest_addf(&test->reason, "%s: %s", as_stage.actor, as_stage.reason);
	return code;
}

int32_t vtest_api_builtin(struct venvb_run *run)
{
	int32_t code = vtest_begin(run, "builtin");

	if (code < 0)
		return code;
	if (strcmp(run->moment, "replace") != 0)
		return vtest_refuse(
			run, VENVB_INVALID, "only a hook that replaces a stage has a built-in");
	if (run->builtin_called)
		return vtest_refuse(run, VENVB_INVALID, "it was called before, and works once");
	run->builtin_called = true;
	code = vtest_builtin(run->test, run->stage);
	if (code < 0)
		vtest_refuse(run, code, "%s", vtest_string(&run->test->reason));
	return code;
}
