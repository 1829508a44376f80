/* SPDX-License-Identifier: MIT */
/* The request and the interpreter, as plugins see and set them. */
#include "core/host.h"

#include "core/discover.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/plan.h"

/* What is asked of a request besides its options. */
static const char *find_plain(const struct vb_request *request, const char *name)
{
	if (!strcmp(name, "target"))
		return request->target;
	if (!strcmp(name, "name"))
		return request->name;
	if (!strcmp(name, "action"))
		return request->upgrade ? "upgrade" : "create";
	return NULL;
}

int32_t vb_api_request(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	const char *value;
	int id;

	if (!vb_call_begin(run, "request") ||
		!vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	value = find_plain(&run->run->request, wanted.data);
	id = vb_option_find(wanted.data);
	if (!value && id >= 0)
		value = vb_option_text(&run->run->request, run->run->arena, (enum vb_option_id)id);
	if (!value)
		return vb_call_none(run, "nothing is asked for by the name '%s'", wanted.data);
	return vb_call_give(run, value, strlen(value), ret_value, ret_len);
}

int32_t vb_api_request_origin(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_origin, uint64_t *ret_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	const char *origin;
	int id;

	if (!vb_call_begin(run, "request_origin") ||
		!vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	id = vb_option_find(wanted.data);
	if (id < 0)
		return vb_call_none(run, "venvb has no option '%s'", wanted.data);
	origin = vb_layer_name(run->run->request.origin[id]);
	return vb_call_give(run, origin, strlen(origin), ret_origin, ret_len);
}

/* What a policy set, nobody else changes. */
static int set_option(
	struct venvb_run *run, enum vb_option_id id, const char *value, struct vb_err *err)
{
	const struct vb_actor *self = &run->plugin->plugin.actor;
	const struct vb_actor **by = &run->host->request_by[id];
	int rc;

	if (*by && !vb_actor_may_change(self, *by))
		return vb_err_set(err, VB_EDENIED,
			"'%s' was set by the policy '%s' and cannot be changed",
			vb_options[id].name, (*by)->name);
	rc = vb_option_set(
		&run->run->request, run->run->arena, id, value, VB_LAYER_PLUGIN, self->name, err);
	/* The plan has taken the prompt over before the first hook. */
	if (rc == 0 && id == VB_OPT_PROMPT)
		rc = vb_plan_set_prompt(run->run->plan, self, vb_pipeline_prompt(run->run), err);
	if (rc == 0)
		*by = self;
	return rc;
}

int32_t vb_api_request_set(struct venvb_run *run, const char *name, uint64_t name_len,
	const char *value, uint64_t value_len)
{
	vb_auto_buf wanted = VB_BUF_INIT, text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	int id;

	if (!vb_call_begin(run, "request_set") ||
		!vb_call_text(run, "the name", name, name_len, &wanted) ||
		!vb_call_text(run, "the value", value, value_len, &text))
		return VENVB_INVALID;
	if (run->stage != vb_stage_find("resolve"))
		return vb_call_invalid(run, "the request is fixed once 'resolve' has ended");
	id = vb_option_find(wanted.data);
	if (id < 0)
		return vb_call_none(run, "venvb has no option '%s'", wanted.data);
	if (vb_options[id].flags & VB_OPTION_EARLY)
		return vb_call_invalid(run,
			"'%s' has had its effect before the first hook, and cannot be set any more",
			vb_options[id].name);
	if (id == VB_OPT_PYTHON && run->run->interp)
		return vb_call_invalid(run, "the interpreter is chosen already");
	return vb_call_result(run, set_option(run, (enum vb_option_id)id, text.data, &err), &err);
}

int32_t vb_api_fact(struct venvb_run *run, const char *name, uint64_t name_len,
	const char **ret_value, uint64_t *ret_len)
{
	vb_auto_buf wanted = VB_BUF_INIT;
	const char *value;

	if (!vb_call_begin(run, "fact") || !vb_call_text(run, "the name", name, name_len, &wanted))
		return VENVB_INVALID;
	if (!run->run->interp)
		return vb_call_invalid(run, "there is no interpreter before 'resolve' is done");
	value = vb_interp_fact(run->run->interp, wanted.data, run->run->arena);
	if (!value)
		return vb_call_none(run, "there is no fact '%s'", wanted.data);
	return vb_call_give(run, value, strlen(value), ret_value, ret_len);
}

int32_t vb_api_interpreter_choose(struct venvb_run *run, const char *what, uint64_t len)
{
	const struct vb_actor resolve = {"resolve", VB_TIER_CORE};
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	int rc;

	if (!vb_call_begin(run, "interpreter_choose") ||
		!vb_call_text(run, "what to choose", what, len, &text))
		return VENVB_INVALID;
	if (run->stage != vb_stage_find("resolve") || run->moment != VB_MOMENT_REPLACE)
		return vb_call_invalid(run, "only a hook that replaces 'resolve' chooses");
	vb_call_begin_work(run);
	rc = set_option(run, VB_OPT_PYTHON, text.data, &err);
	if (rc == 0)
		rc = vb_stage_resolve(run->run, &resolve, &err);
	vb_call_end_work();
	return vb_call_result(run, rc, &err);
}

int32_t vb_api_interpreter_find(struct venvb_run *run, const char *what, uint64_t len,
	const char **ret_path, uint64_t *ret_len)
{
	vb_auto_buf text = VB_BUF_INIT;
	vb_auto_err err = VB_ERR_INIT;
	const struct vb_interp *interp;
	struct vb_search search;
	int rc;

	if (!vb_call_begin(run, "interpreter_find") ||
		!vb_call_text(run, "what to find", what, len, &text))
		return VENVB_INVALID;
	search = (struct vb_search){.arena = run->run->arena,
		.log = run->run->log,
		.cache = run->run->cache,
		.cwd = run->run->cwd};
	vb_call_begin_work(run);
	rc = vb_discover(&search, text.data, &interp, &err);
	vb_call_end_work();
	if (rc == -VB_EUSAGE || rc == -VB_EFAIL)
		return vb_call_none(run, "%s", err.msg);
	if (rc < 0)
		return vb_call_result(run, rc, &err);
	return vb_call_give(
		run, interp->executable, strlen(interp->executable), ret_path, ret_len);
}
