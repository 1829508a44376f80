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
	int32_t code = vtest_begin_named(run, "key", &name, name_len);
	const struct setting *key;

	if (code < 0)
		return code;
	key = find_key(run->test, name);
	if (!key)
		return vtest_refuse(run, VENVB_NONE, "pyvenv.cfg has no key '%s'", name);
	return vtest_give(run, key->value, strlen(key->value), ret_value, ret_len);
}

void vtest_set_key(struct venvb_test *test, const char *name, const char *value, const char *owner)
{
	struct setting *key = find_key(test, name);

	if (!key) {
		key = vtest_append(test, &test->keys, name, value);
		test->key_edits++;
	}
	key->value = vtest_keep(test, value, strlen(value));
	key->origin = owner;
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
	int32_t code = vtest_begin_edit(run, "key_set");

	if (code < 0)
		return code;
	name = vtest_text(run, "the name", name, name_len);
	value = name ? vtest_text(run, "the value", value, value_len) : NULL;
	if (!value)
		return VENVB_INVALID;
	if (!is_key(name) || strpbrk(value, "\r\n"))
		return vtest_refuse(run, VENVB_FAILED,
			"'%s' cannot be a key of pyvenv.cfg, or its value", name);
	vtest_set_key(run->test, name, value, run->actor);
	return VENVB_OK;
}

int32_t vtest_api_key_remove(struct venvb_run *run, const char *name, uint64_t name_len)
{
	struct settings *keys;
	int32_t code = vtest_begin_edit(run, "key_remove");
	struct setting *key;

	if (code < 0)
		return code;
	keys = &run->test->keys;
	name = vtest_text(run, "the name", name, name_len);
	if (!name)
		return VENVB_INVALID;
	key = find_key(run->test, name);
	if (!key)
		return vtest_refuse(run, VENVB_NONE, "pyvenv.cfg has no key '%s'", name);
	keys->count--;
	run->test->key_edits++;
	memmove(key, key + 1, (size_t)(keys->items + keys->count - key) * sizeof(*key));
	return VENVB_OK;
}

int32_t vtest_api_key_next(struct venvb_run *run, uint64_t *key)
{
	int32_t code = vtest_begin(run, "key_next");

	if (code < 0)
		return code;
	return vtest_number_next(
		run, &(struct numbering){"key", run->test->key_edits, run->test->keys.count}, key);
}

int32_t vtest_api_key_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "key_text");
	struct numbering numbering;
	const struct setting *key;
	const char *text;
	size_t index;

	if (code < 0)
		return code;
	numbering = (struct numbering){"key", run->test->key_edits, run->test->keys.count};
	if (!vtest_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	key = &run->test->keys.items[index];
	text = what == VENVB_KEY_NAME    ? key->name
	       : what == VENVB_KEY_VALUE ? key->value
	       : what == VENVB_KEY_OWNER ? key->origin
					 : NULL;
	if (!text)
		return vtest_refuse(run, VENVB_NONE, "a key has no text number %u", (unsigned)what);
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
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
	int32_t code = vtest_begin_edit(run, "prompt_set");

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

static struct variable *find_variable(const struct venvb_test *test, const char *name)
{
	for (size_t i = 0; i < test->variable_count; i++)
		if (!strcmp(test->variables[i].name, name))
			return &test->variables[i];
	return NULL;
}

static bool has_entry(const char *list, const char *entry)
{
	size_t len = strlen(entry);

	for (; list; list = strchr(list, ':') ? strchr(list, ':') + 1 : NULL)
		if (!strncmp(list, entry, len) && (!list[len] || list[len] == ':'))
			return true;
	return false;
}

/* What is put before a variable, or behind it, adds up; once. */
static int32_t join(
	struct venvb_run *run, const struct variable *present, struct variable *variable)
{
	const char *first = variable->value, *second = present->value;

	if (variable->how == VENVB_VARIABLE_SET)
		return VENVB_OK;
	if (present->how != VENVB_VARIABLE_SET && present->how != variable->how)
		return vtest_refuse(run, VENVB_FAILED,
			"the variable '%s' cannot be prepended and appended to", present->name);
	if (variable->how == VENVB_VARIABLE_APPEND) {
		first = present->value;
		second = variable->value;
	}
	if (!*first || !*second)
		variable->value = *first ? first : second;
	else if (has_entry(present->value, variable->value))
		variable->value = present->value;
	else
		variable->value = vtest_format(run->test, "%s:%s", first, second);
	variable->how = present->how;
	return VENVB_OK;
}

static int32_t set_variable(struct venvb_run *run, struct variable *variable)
{
	struct venvb_test *test = run->test;
	struct variable *present = find_variable(test, variable->name);
	int32_t code = present ? join(run, present, variable) : VENVB_OK;

	if (code < 0)
		return code;
	if (!present) {
		test->variables =
			vtest_grow(test->variables, test->variable_count, sizeof(*test->variables));
		present = &test->variables[test->variable_count++];
		test->variable_edits++;
	}
	*present = *variable;
	return VENVB_OK;
}

int32_t vtest_api_variable_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len, uint32_t how)
{
	int32_t code = vtest_begin_edit(run, "variable_set");

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
	return set_variable(run, &(struct variable){name, value, run->actor, how});
}

int32_t vtest_api_variable_remove(struct venvb_run *run, const char *name, uint64_t name_len)
{
	struct venvb_test *test;
	int32_t code = vtest_begin_edit(run, "variable_remove");
	struct variable *variable;

	if (code < 0)
		return code;
	test = run->test;
	name = vtest_text(run, "the name", name, name_len);
	if (!name)
		return VENVB_INVALID;
	variable = find_variable(test, name);
	if (!variable)
		return vtest_refuse(run, VENVB_NONE, "no variable '%s' is set on activation", name);
	test->variable_count--;
	test->variable_edits++;
	memmove(variable, variable + 1,
		(size_t)(test->variables + test->variable_count - variable) * sizeof(*variable));
	return VENVB_OK;
}

int32_t vtest_api_variable_next(struct venvb_run *run, uint64_t *variable)
{
	int32_t code = vtest_begin(run, "variable_next");

	if (code < 0)
		return code;
	return vtest_number_next(run,
		&(struct numbering){
			"variable", run->test->variable_edits, run->test->variable_count},
		variable);
}

/* NULL, with a reason kept: there is none of that number. */
static const struct variable *variable_at(struct venvb_run *run, uint64_t number)
{
	const struct numbering numbering = {
		"variable", run->test->variable_edits, run->test->variable_count};
	size_t index;

	if (!vtest_number_index(run, &numbering, number, &index))
		return NULL;
	return &run->test->variables[index];
}

int32_t vtest_api_variable_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	int32_t code = vtest_begin(run, "variable_text");
	const struct variable *variable;
	const char *text;

	if (code < 0)
		return code;
	variable = variable_at(run, number);
	if (!variable)
		return VENVB_INVALID;
	text = what == VENVB_VARIABLE_NAME    ? variable->name
	       : what == VENVB_VARIABLE_VALUE ? variable->value
	       : what == VENVB_VARIABLE_OWNER ? variable->owner
					      : NULL;
	if (!text)
		return vtest_refuse(
			run, VENVB_NONE, "a variable has no text number %u", (unsigned)what);
	return vtest_give(run, text, strlen(text), ret_text, ret_len);
}

int32_t vtest_api_variable_number(
	struct venvb_run *run, uint64_t number, uint32_t what, uint64_t *ret_number)
{
	int32_t code = vtest_begin(run, "variable_number");
	const struct variable *variable;

	if (code < 0)
		return code;
	variable = variable_at(run, number);
	if (!variable)
		return VENVB_INVALID;
	if (!ret_number)
		return vtest_refuse(run, VENVB_INVALID, "there is no place for the result");
	if (what != VENVB_VARIABLE_HOW)
		return vtest_refuse(run, VENVB_NONE, "a variable has no number %u", (unsigned)what);
	*ret_number = variable->how;
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
	vtest_clear(&test->shown_variables);
	for (size_t i = 0; i < test->variable_count; i++) {
		const struct variable *one = &test->variables[i];

		if (one->how == VENVB_VARIABLE_APPEND)
			vtest_addf(&test->shown_variables, "%s=$%s:%s\n", one->name, one->name,
				one->value);
		else if (one->how == VENVB_VARIABLE_PREPEND)
			vtest_addf(&test->shown_variables, "%s=%s:$%s\n", one->name, one->value,
				one->name);
		else
			vtest_addf(&test->shown_variables, "%s=%s\n", one->name, one->value);
	}
	return vtest_string(&test->shown_variables);
}
