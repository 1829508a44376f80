/* SPDX-License-Identifier: MIT */
/* What stands beside the plan's tree, as plugins see and set it: keys, prompt, variables. */
#include "core/host.h"

#include "core/option.h"
#include "core/plan.h"

int32_t vb_api_key(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	const char *value;

	if (!vb_call_begin(run, "key") || !vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	value = vb_plan_key(run->run->plan, wanted.data);
	if (!value)
		return vb_call_none(run, "pyvenv.cfg has no key '%s'", wanted.data);
	return vb_call_give(run, value, strlen(value), ret_value, ret_len);
}

/* Keys that options of the core stand for: setting one is no way round the option's lock. VALUE as
 * in pyvenv.cfg; NULL: the key is to go, which the interpreter reads as "true". */
static int check_lock(
	const struct venvb_run *run, const char *name, const char *value, struct vb_err *err)
{
	static const struct {
		const char *name;
		enum vb_option_id id;
		bool is_flag;
	} keys[] = {
		{"prompt", VB_OPT_PROMPT, false},
		{"include-system-site-packages", VB_OPT_SYSTEM_SITE_PACKAGES, true},
	};

	for (size_t i = 0; i < VB_COUNT(keys); i++) {
		if (strcasecmp(keys[i].name, name) != 0)
			continue;
		if (keys[i].is_flag)
			value = value && strcasecmp(value, "true") != 0 ? "no" : "yes";
		return vb_option_check_lock(
			&run->run->request, run->run->arena, keys[i].id, value, err);
	}
	return 0;
}

int32_t vb_api_key_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len)
{
	vb_auto_buf wanted = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "key_set") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the name", name, name_len, &wanted) ||
		!vb_call_text(run, "the value", value, value_len, &text))
		return VENVB_INVALID;
	if (check_lock(run, wanted.data, text.data, &err) < 0)
		return vb_call_result(run, -VB_EDENIED, &err);
	return vb_call_result(run,
		vb_plan_set_key(
			run->run->plan, &run->plugin->plugin.actor, wanted.data, text.data, &err),
		&err);
}

int32_t vb_api_key_remove(struct venvb_run *run, const char *name, uint64_t name_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "key_remove") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	if (!vb_plan_key(run->run->plan, wanted.data))
		return vb_call_none(run, "pyvenv.cfg has no key '%s'", wanted.data);
	if (strcasecmp(wanted.data, "prompt") != 0 && check_lock(run, wanted.data, NULL, &err) < 0)
		return vb_call_result(run, -VB_EDENIED, &err);
	return vb_call_result(run,
		vb_plan_remove_key(run->run->plan, &run->plugin->plugin.actor, wanted.data, &err),
		&err);
}

static struct vb_numbering number_keys(const struct vb_plan *plan)
{
	return (struct vb_numbering){"key", vb_plan_key_edits(plan), vb_plan_key_count(plan)};
}

int32_t vb_api_key_next(struct venvb_run *run, uint64_t *key)
{
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "key_next"))
		return VENVB_INVALID;
	numbering = number_keys(run->run->plan);
	return vb_call_number_next(run, &numbering, key);
}

int32_t vb_api_key_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	struct vb_numbering numbering;
	const struct vb_key *key;
	const char *text;
	size_t index;

	if (!vb_call_begin(run, "key_text"))
		return VENVB_INVALID;
	numbering = number_keys(run->run->plan);
	if (!vb_call_number_index(run, &numbering, number, &index))
		return VENVB_INVALID;
	key = vb_plan_key_at(run->run->plan, index);
	text = what == VENVB_KEY_NAME    ? key->name
	       : what == VENVB_KEY_VALUE ? key->value
	       : what == VENVB_KEY_OWNER ? key->who.name
					 : NULL;
	if (!text)
		return vb_call_none(run, "a key has no text number %u", (unsigned)what);
	return vb_call_give(run, text, strlen(text), ret_text, ret_len);
}

int32_t vb_api_prompt(struct venvb_run *run, const char **ret_prompt, uint64_t *ret_len)
{
	const char *prompt;

	if (!vb_call_begin(run, "prompt"))
		return VENVB_INVALID;
	prompt = vb_plan_prompt(run->run->plan);
	return vb_call_give(run, prompt, strlen(prompt), ret_prompt, ret_len);
}

int32_t vb_api_prompt_set(struct venvb_run *run, const char *prompt, uint64_t len)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "prompt_set") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the prompt", prompt, len, &text))
		return VENVB_INVALID;
	if (vb_option_check_lock(&run->run->request, run->run->arena, VB_OPT_PROMPT, text.data, &err))
		return vb_call_result(run, -err.code, &err);
	return vb_call_result(run,
		vb_plan_set_prompt(run->run->plan, &run->plugin->plugin.actor, text.data, &err),
		&err);
}

static const enum vb_var_how hows[] = {
	[VENVB_VARIABLE_SET] = VB_VAR_SET,
	[VENVB_VARIABLE_PREPEND] = VB_VAR_PREPEND,
	[VENVB_VARIABLE_APPEND] = VB_VAR_APPEND,
};

int32_t vb_api_variable_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len, uint32_t how)
{
	vb_auto_buf wanted = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "variable_set") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the name", name, name_len, &wanted) ||
		!vb_call_text(run, "the value", value, value_len, &text))
		return VENVB_INVALID;
	if (how >= VB_COUNT(hows))
		return vb_call_invalid(
			run, "a variable cannot be set in the way %u", (unsigned)how);
	return vb_call_result(run,
		vb_plan_set_var(run->run->plan, &run->plugin->plugin.actor, wanted.data, text.data,
			hows[how], &err),
		&err);
}

int32_t vb_api_variable_remove(struct venvb_run *run, const char *name, uint64_t name_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "variable_remove") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	if (!vb_plan_has_var(run->run->plan, wanted.data))
		return vb_call_none(run, "no variable '%s' is set on activation", wanted.data);
	return vb_call_result(run,
		vb_plan_remove_var(run->run->plan, &run->plugin->plugin.actor, wanted.data, &err),
		&err);
}

static struct vb_numbering number_variables(const struct vb_plan *plan)
{
	return (struct vb_numbering){"variable", vb_plan_var_edits(plan), vb_plan_var_count(plan)};
}

int32_t vb_api_variable_next(struct venvb_run *run, uint64_t *variable)
{
	struct vb_numbering numbering;

	if (!vb_call_begin(run, "variable_next"))
		return VENVB_INVALID;
	numbering = number_variables(run->run->plan);
	return vb_call_number_next(run, &numbering, variable);
}

/* NULL, with a reason kept: there is none of that number. */
static const struct vb_var *find_variable(struct venvb_run *run, uint64_t number)
{
	const struct vb_numbering numbering = number_variables(run->run->plan);
	size_t index;

	if (!vb_call_number_index(run, &numbering, number, &index))
		return NULL;
	return vb_plan_var_at(run->run->plan, index);
}

int32_t vb_api_variable_text(struct venvb_run *run, uint64_t number, uint32_t what,
	const char **ret_text, uint64_t *ret_len)
{
	const struct vb_var *variable;
	const char *text;

	if (!vb_call_begin(run, "variable_text"))
		return VENVB_INVALID;
	variable = find_variable(run, number);
	if (!variable)
		return VENVB_INVALID;
	text = what == VENVB_VARIABLE_NAME    ? variable->name
	       : what == VENVB_VARIABLE_VALUE ? variable->value
	       : what == VENVB_VARIABLE_OWNER ? variable->who.name
					      : NULL;
	if (!text)
		return vb_call_none(run, "a variable has no text number %u", (unsigned)what);
	return vb_call_give(run, text, strlen(text), ret_text, ret_len);
}

static uint32_t find_how(enum vb_var_how how)
{
	uint32_t found = 0;

	while (hows[found] != how)
		found++;
	return found;
}

int32_t vb_api_variable_number(
	struct venvb_run *run, uint64_t number, uint32_t what, uint64_t *ret_number)
{
	const struct vb_var *variable;

	if (!vb_call_begin(run, "variable_number"))
		return VENVB_INVALID;
	variable = find_variable(run, number);
	if (!variable)
		return VENVB_INVALID;
	if (!ret_number)
		return vb_call_invalid(run, "there is no place for the result");
	if (what != VENVB_VARIABLE_HOW)
		return vb_call_none(run, "a variable has no number %u", (unsigned)what);
	*ret_number = find_how(variable->how);
	return VENVB_OK;
}
