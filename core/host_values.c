/* SPDX-License-Identifier: MIT */
/* What stands beside the plan's tree, as plugins see and set it: keys, prompt, variables. */
#include "core/host.h"

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

int32_t vb_api_key_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len)
{
	vb_auto_buf wanted = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;

	if (!vb_call_begin(run, "key_set") || !vb_call_may_edit(run) ||
		!vb_call_text(run, "the name", name, name_len, &wanted) ||
		!vb_call_text(run, "the value", value, value_len, &text))
		return VENVB_INVALID;
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
	return vb_call_result(run,
		vb_plan_remove_key(run->run->plan, &run->plugin->plugin.actor, wanted.data, &err),
		&err);
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
	return vb_call_result(run,
		vb_plan_set_prompt(run->run->plan, &run->plugin->plugin.actor, text.data, &err),
		&err);
}

int32_t vb_api_variable_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len, uint32_t how)
{
	static const enum vb_var_how hows[] = {
		[VENVB_VARIABLE_SET] = VB_VAR_SET,
		[VENVB_VARIABLE_PREPEND] = VB_VAR_PREPEND,
		[VENVB_VARIABLE_APPEND] = VB_VAR_APPEND,
	};
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
