/* SPDX-License-Identifier: MIT */
/* What stands beside the tree: the keys of pyvenv.cfg, the prompt, the activation variables. */
#include "host.h"

#include <strings.h>

static struct setting *find_key(struct venvb_test *test, const char *name)
{
	for (size_t i = 0; i < test->keys.count; i++)
		if (!strcasecmp(test->keys.items[i].name, name))
			return &test->keys.items[i];
	return NULL;
}

int32_t vtest_api_key(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "key");
	const struct setting *key;

	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	if (!name)
		return VENVB_INVALID;
	key = find_key(run->test, name);
	if (!key)
		return vtest_refuse(run, VENVB_NONE, "pyvenv.cfg has no key '%s'", name);
	return vtest_give(run, key->value, strlen(key->value), ret_value, ret_len);
}

static bool is_key(const char *name)
{
	size_t len = strlen(name);

	return len && !strpbrk(name, "=\r\n") && !strchr(" \t", name[0]) &&
	       !strchr(" \t", name[len - 1]);
}

int32_t vtest_api_key_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len)
{
	int32_t code = vtest_begin(run, "key_set");
	struct setting *key;

	if (code == VENVB_OK)
		code = vtest_may_edit(run);
	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	value = name ? vtest_text(run, "the value", value, value_len) : NULL;
	if (!value)
		return VENVB_INVALID;
	if (!is_key(name) || strpbrk(value, "\r\n"))
		return vtest_refuse(run, VENVB_FAILED,
			"'%s' cannot be a key of pyvenv.cfg, or its value", name);
	key = find_key(run->test, name);
	if (key)
		key->value = value;
	else
		vtest_append(run->test, &run->test->keys, name, value);
	return VENVB_OK;
}

int32_t vtest_api_key_remove(struct venvb_run *run, const char *name, uint64_t name_len)
{
	struct settings *keys = run ? &run->test->keys : NULL;
	int32_t code = vtest_begin(run, "key_remove");
	struct setting *key;

	if (code == VENVB_OK)
		code = vtest_may_edit(run);
	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	if (!name)
		return VENVB_INVALID;
	key = find_key(run->test, name);
	if (!key)
		return vtest_refuse(run, VENVB_NONE, "pyvenv.cfg has no key '%s'", name);
	keys->count--;
	memmove(key, key + 1, (size_t)(keys->items + keys->count - key) * sizeof(*key));
	return VENVB_OK;
}

int32_t vtest_api_prompt(struct venvb_run *run, const char **ret_prompt, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "prompt");

	if (code < 0)
		return code;
	return vtest_give(run, run->test->prompt, strlen(run->test->prompt), ret_prompt, ret_len);
}

int32_t vtest_api_prompt_set(struct venvb_run *run, const char *prompt, uint64_t len)
{
	int32_t code = vtest_begin(run, "prompt_set");

	if (code == VENVB_OK)
		code = vtest_may_edit(run);
	if (code < 0)
		return code;
	prompt = vtest_text(run, "the prompt", prompt, len);
	if (!prompt)
		return VENVB_INVALID;
	run->test->prompt = prompt;
	return VENVB_OK;
}

static bool is_variable(const char *name)
{
	static const char letters[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

	return *name && !strchr("0123456789", *name) && !name[strspn(name, letters)];
}

static void set_variable(struct venvb_test *test, const char *name, const char *value, uint32_t how)
{
	size_t at = 0;

	while (at < test->variable_count && strcmp(test->variables[at].name, name) != 0)
		at++;
	if (at == test->variable_count)
		test->variables = vtest_grow(
			test->variables, test->variable_count++, sizeof(*test->variables));
	test->variables[at] = (struct variable){name, value, how};
}

int32_t vtest_api_variable_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len, uint32_t how)
{
	int32_t code = vtest_begin(run, "variable_set");

	if (code == VENVB_OK)
		code = vtest_may_edit(run);
	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	value = name ? vtest_text(run, "the value", value, value_len) : NULL;
	if (!value)
		return VENVB_INVALID;
	if (how > VENVB_VARIABLE_APPEND)
		return vtest_refuse(run, VENVB_INVALID, "a variable cannot be set in the way %u",
			(unsigned)how);
	if (!is_variable(name))
		return vtest_refuse(
			run, VENVB_FAILED, "'%s' cannot be the name of a variable", name);
	set_variable(run->test, name, value, how);
	return VENVB_OK;
}

const char *venvb_test_key(struct venvb_test *test, const char *name)
{
	const struct setting *key = find_key(test, name);

	return key ? key->value : NULL;
}

const char *venvb_test_prompt(struct venvb_test *test)
{
	return test->prompt;
}

const char *venvb_test_variables(struct venvb_test *test)
{
	vtest_clear(&test->shown);
	for (size_t i = 0; i < test->variable_count; i++) {
		const struct variable *one = &test->variables[i];

		if (one->how == VENVB_VARIABLE_APPEND)
			vtest_addf(&test->shown, "%s=$%s:%s\n", one->name, one->name, one->value);
		else if (one->how == VENVB_VARIABLE_PREPEND)
			vtest_addf(&test->shown, "%s=%s:$%s\n", one->name, one->value, one->name);
		else
			vtest_addf(&test->shown, "%s=%s\n", one->name, one->value);
	}
	return vtest_string(&test->shown);
}
