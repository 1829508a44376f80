/* SPDX-License-Identifier: MIT */
/* The plugin's own options, as it declares them and as the test sets them. */
#include "host.h"

#include <stdlib.h>

/* By place in the array, whatever the plugin's stride is; NULL behind the last. */
static const struct venvb_option *option_at(const struct venvb_plugin *plugin, uint32_t index)
{
	if (index >= plugin->options.count)
		return NULL;
	return (const void *)((const char *)plugin->options.items +
			      (size_t)index * plugin->options.stride);
}

static const struct venvb_option *find_declared(const struct venvb_test *test, const char *name)
{
	const struct venvb_option *option;

	for (uint32_t i = 0; (option = option_at(test->plugin, i)); i++)
		if (!strcmp(option->name, name))
			return option;
	return NULL;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t wanted = strlen(value), len;

	for (; *choices; choices += len + (choices[len] == '|')) {
		len = strcspn(choices, "|");
		if (len == wanted && !strncmp(choices, value, len))
			return true;
	}
	return false;
}

/* What the plugin may count on, when it asks. */
static bool fits(const struct venvb_option *option, const char *value)
{
	char *end;

	switch (option->type) {
	case VENVB_BOOL:
		return !strcmp(value, "yes") || !strcmp(value, "no");
	case VENVB_NUMBER:
		strtoll(value, &end, 10);
		return end != value && !*end;
	case VENVB_CHOICE:
		return is_choice(option->choices, value);
	case VENVB_PATH:
		return *value == '/';
	default:
		return true;
	}
}

void venvb_test_option(struct venvb_test *test, const char *name, const char *value)
{
	const struct venvb_option *option = find_declared(test, name);

	if (!option)
		vtest_misuse("the plugin declares no option '%s'", name);
	if (value && !fits(option, value))
		vtest_misuse("'%s' is no value for the option '%s'", value, name);
	if (value && option->type == VENVB_LIST)
		vtest_append(test, &test->options, name, value);
	else
		vtest_set(test, &test->options, name, value, NULL);
}

/* The value at INDEX among those of one name; the default where the test has said nothing. */
static const char *value_of(
	const struct venvb_test *test, const struct venvb_option *option, uint32_t index)
{
	bool said = false;

	for (size_t i = 0; i < test->options.count; i++) {
		const struct setting *setting = &test->options.items[i];

		if (strcmp(setting->name, option->name) != 0)
			continue;
		said = true;
		if (setting->value && index-- == 0)
			return setting->value;
	}
	return said || index ? NULL : option->default_value;
}

int32_t vtest_api_option(struct venvb_run *run, const char *name, uint64_t name_len, uint32_t index,
	const char **ret_value, uint64_t *ret_len)
{
	int32_t code = vtest_begin_named(run, "option", &name, name_len);
	const struct venvb_option *option;
	const char *value;

	if (code < 0)
		return code;
	option = run->is_other ? NULL : find_declared(run->test, name);
	if (!option)
		return vtest_refuse(run, VENVB_INVALID, "the plugin declares no option '%s'", name);
	value = value_of(run->test, option, index);
	if (!value)
		return vtest_refuse(run, VENVB_NONE, "the option '%s' is not set", name);
	return vtest_give(run, value, strlen(value), ret_value, ret_len);
}
