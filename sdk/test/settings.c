/* SPDX-License-Identifier: MIT */
/* What is known by name: the request and the interpreter's facts. */
#include "host.h"

static const struct setting default_request[] = {
	{"target", "/home/me/.venv", NULL},
	{"name", ".venv", NULL},
	{"action", "create", NULL},
	{"python", NULL, "builtin"},
	{"system-site-packages", "no", "builtin"},
	{"copies", "no", "builtin"},
	{"clear", "no", "builtin"},
	{"keep", "no", "builtin"},
	{"upgrade", "no", "builtin"},
	{"seed", "yes", "builtin"},
	{"prompt", NULL, "builtin"},
	{"scm-ignore-files", "yes", "builtin"},
	{"activators", NULL, "builtin"},
	{"link-mode", "auto", "builtin"},
	{"compile", "on-reuse", "builtin"},
	{"check-image", "yes", "builtin"},
	{"cache-dir", NULL, "builtin"},
	{"cache", "yes", "builtin"},
	{"force", "no", "builtin"},
	{"dry-run", "no", "builtin"},
	{"hook-timeout", "60", "builtin"},
};

static const char *const command_line_only[] = {"clear", "keep", "upgrade", "force", "dry-run"};

static const struct setting default_facts[] = {
	{"version", "3.13.1", NULL},
	{"version-info", "3.13.1.final.0", NULL},
	{"executable", "/usr/bin/python3.13", NULL},
	{"home", "/usr/bin", NULL},
	{"base-prefix", "/usr", NULL},
	{"base-exec-prefix", "/usr", NULL},
	{"libpython", "", NULL},
	{"real-executable", "/usr/bin/python3.13", NULL},
	{"implementation", "CPython", NULL},
	{"major", "3", NULL},
	{"minor", "13", NULL},
	{"micro", "1", NULL},
	{"releaselevel", "final", NULL},
	{"serial", "0", NULL},
	{"free-threaded", "no", NULL},
	{"debug", "no", NULL},
	{"is-64bit", "yes", NULL},
	{"cache-tag", "cpython-313", NULL},
	{"soabi", "cpython-313-x86_64-linux-gnu", NULL},
	{"platform", "linux-x86_64", NULL},
	{"bytecode-magic", "f30d0d0a", NULL},
	{"scripts", "bin", NULL},
	{"purelib", "lib/python3.13/site-packages", NULL},
	{"platlib", "lib/python3.13/site-packages", NULL},
	{"include", "include", NULL},
	{"data", "", NULL},
	{"names", "python,python3,python3.13", NULL},
	{"lib64-link", "yes", NULL},
	{"ensurepip-dir", "", NULL},
	{"wheel-dir", "", NULL},
};

struct setting *vtest_find(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->count; i++)
		if (!strcmp(settings->items[i].name, name))
			return &settings->items[i];
	return NULL;
}

struct setting *vtest_append(
	struct venvb_test *test, struct settings *settings, const char *name, const char *value)
{
	settings->items = vtest_grow(settings->items, settings->count, sizeof(*settings->items));
	settings->items[settings->count] = (struct setting){vtest_keep(test, name, strlen(name)),
		value ? vtest_keep(test, value, strlen(value)) : NULL, NULL};
	return &settings->items[settings->count++];
}

void vtest_set(struct venvb_test *test, struct settings *settings, const char *name,
	const char *value, const char *origin)
{
	struct setting *setting = vtest_find(settings, name);

	if (!setting)
		setting = vtest_append(test, settings, name, value);
	setting->value = value ? vtest_keep(test, value, strlen(value)) : NULL;
	if (setting->origin)
		setting->origin = origin;
}

void vtest_init_settings(struct venvb_test *test)
{
	for (size_t i = 0; i < VTEST_COUNT(default_request); i++) {
		vtest_append(
			test, &test->request, default_request[i].name, default_request[i].value);
		test->request.items[i].origin = default_request[i].origin;
	}
	for (size_t i = 0; i < VTEST_COUNT(default_facts); i++)
		vtest_append(test, &test->facts, default_facts[i].name, default_facts[i].value);
}

const char *vtest_fact(struct venvb_test *test, const char *name)
{
	const struct setting *fact = vtest_find(&test->facts, name);

	return fact && fact->value ? fact->value : "";
}

bool vtest_is_dry_run(struct venvb_test *test)
{
	const struct setting *dry_run = vtest_find(&test->request, "dry-run");

	return dry_run && dry_run->value && !strcmp(dry_run->value, "yes");
}

void venvb_test_request(struct venvb_test *test, const char *name, const char *value)
{
	const struct setting *prompt;

	if (!vtest_find(&test->request, name))
		vtest_misuse("venvb has no option '%s'", name);
	vtest_set(test, &test->request, name, value, "command-line");
	prompt = vtest_find(&test->request, "prompt");
	if (!prompt || !prompt->value)
		prompt = vtest_find(&test->request, "name");
	if (prompt && prompt->value)
		test->prompt = prompt->value;
}

void venvb_test_fact(struct venvb_test *test, const char *name, const char *value)
{
	vtest_set(test, &test->facts, name, value, NULL);
}

int32_t vtest_api_request(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "request", &name, name_len);
	const struct setting *setting;

	if (code < 0)
		return code;
	setting = vtest_find(&run->test->request, name);
	if (!setting || !setting->value)
		return vtest_refuse(run, VENVB_NONE, "nothing is asked for by the name '%s'", name);
	return vtest_give(run, setting->value, strlen(setting->value), ret_value, ret_len);
}

int32_t vtest_api_request_origin(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_origin, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "request_origin", &name, name_len);
	const struct setting *setting;

	if (code < 0)
		return code;
	setting = vtest_find(&run->test->request, name);
	if (!setting || !setting->origin)
		return vtest_refuse(run, VENVB_NONE, "venvb has no option '%s'", name);
	return vtest_give(run, setting->origin, strlen(setting->origin), ret_origin, ret_len);
}

static int32_t set_request(struct venvb_run *run, const char *name, const char *value)
{
	struct venvb_test *test = run->test;
	const struct setting *setting = vtest_find(&test->request, name);

	if (!setting || !setting->origin)
		return vtest_refuse(run, VENVB_NONE, "venvb has no option '%s'", name);
	for (size_t i = 0; i < VTEST_COUNT(command_line_only); i++)
		if (!strcmp(name, command_line_only[i]))
			return vtest_refuse(
				run, VENVB_FAILED, "only the command line may set '%s'", name);
	vtest_set(test, &test->request, name, value, "plugin");
	if (!strcmp(name, "prompt"))
		test->prompt = vtest_keep(test, value, strlen(value));
	return VENVB_OK;
}

int32_t vtest_api_request_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len)
{
	int32_t code = vtest_begin(run, "request_set");

	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	value = name ? vtest_text(run, "the value", value, value_len) : NULL;
	if (!value)
		return VENVB_INVALID;
	if (run->stage != RESOLVE)
		return vtest_refuse(
			run, VENVB_INVALID, "the request is fixed once 'resolve' has ended");
	if (!strcmp(name, "python") && run->test->resolved)
		return vtest_refuse(run, VENVB_INVALID, "the interpreter is chosen already");
	return set_request(run, name, value);
}

int32_t vtest_api_fact(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "fact", &name, name_len);
	const struct setting *fact;

	if (code < 0)
		return code;
	if (!run->test->resolved)
		return vtest_refuse(
			run, VENVB_INVALID, "there is no interpreter before 'resolve' is done");
	fact = vtest_find(&run->test->facts, name);
	if (!fact || !fact->value)
		return vtest_refuse(run, VENVB_NONE, "there is no fact '%s'", name);
	return vtest_give(run, fact->value, strlen(fact->value), ret_value, ret_len);
}

int32_t vtest_api_interpreter_choose(struct venvb_run *run, const char *what, uint64_t len)
{
	int32_t code = vtest_begin(run, "interpreter_choose");

	if (code < 0)
		return code;
	what = vtest_text(run, "what to choose", what, len);
	if (!what)
		return VENVB_INVALID;
	if (run->stage != RESOLVE || strcmp(run->moment, "replace") != 0)
		return vtest_refuse(
			run, VENVB_INVALID, "only a hook that replaces 'resolve' chooses");
	code = set_request(run, "python", what);
	run->test->resolved = code == VENVB_OK;
	return code;
}
