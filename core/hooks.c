/* SPDX-License-Identifier: MIT */
/*
 * The calling of hooks: which ones, in which order, and what their results mean. Every message
 * that leaves this file names the plugin and the moment.
 */
#include "core/hooks.h"

#include "core/conduct.h"
#include "core/glance.h"
#include "core/guard.h"
#include "core/host.h"
#include "core/interrupt.h"
#include "core/replay.h"

static const struct {
	unsigned bit;
	const char *name;
} moments[] = {
	{VB_MOMENT_BEFORE, "before"},
	{VB_MOMENT_REPLACE, "replace"},
	{VB_MOMENT_AFTER, "after"},
	{VB_MOMENT_CHECK, "check"},
	{VB_MOMENT_FAILED, "failed"},
};

unsigned vb_moment_find(const char *name)
{
	for (size_t i = 0; i < VB_COUNT(moments); i++)
		if (!strcmp(moments[i].name, name))
			return moments[i].bit;
	return 0;
}

const char *vb_moment_name(unsigned moment)
{
	size_t i = 0;

	while (moments[i].bit != moment)
		i++;
	return moments[i].name;
}

/* `check` and `failed` have no stage beside them. */
static const char *shown_stage(const struct vb_stage *stage, unsigned moment)
{
	return moment & (VB_MOMENT_CHECK | VB_MOMENT_FAILED) ? NULL : stage->name;
}

/* "plugin 'acme': after packages", as guard.c makes it too; of a policy, first the file whose
 * rules it has. */
static void add_context(struct vb_buf *out, const struct vb_host_hook *hook)
{
	const char *stage = shown_stage(hook->stage, hook->moment);

	if (hook->plugin->policy)
		vb_buf_addf(out, "policy '%s': ", hook->plugin->policy->file);
	vb_buf_addf(out, "plugin '%s': %s%s%s", hook->plugin->plugin.actor.name,
		vb_moment_name(hook->moment), stage ? " " : "", stage ? stage : "");
}

/* All denials of a hook, each a line of its own with who it is by. */
static int report_denials(
	const struct venvb_run *call, const struct vb_buf *context, struct vb_err *err)
{
	const char *end = call->denials.data + call->denials.len;
	vb_auto_buf text = VB_BUF_INIT;

	for (const char *at = call->denials.data; at < end; at += strlen(at) + 1)
		vb_buf_addf(&text, "%s%s: %s", text.len ? "\n" : "", context->data, at);
	return vb_err_set(err, VB_EDENIED, "%s", text.data);
}

/* What came of a hook: its result, or what it has said before. */
static int judge(const struct venvb_run *call, const struct vb_buf *context, int32_t result,
	struct vb_err *err)
{
	const char *reason =
		result == VENVB_DENIED ? "denied without a reason" : "failed without a reason";
	int code = VB_EFAIL;

	if (call->denials.len)
		return report_denials(call, context, err);
	if (result == VENVB_OK)
		return 0;
	if (result < 0 && vb_interrupt_signal())
		return vb_interrupt_check(err);
	if (result > 0)
		return vb_err_set(err, VB_EPLUGIN, "%s: returned %d, which is no result",
			context->data, (int)result);
	if (call->code == result) {
		reason = call->reason.msg;
		code = call->reason.code;
	} else if (result == VENVB_DENIED) {
		code = VB_EDENIED;
	} else if (result == VENVB_INVALID) {
		code = VB_EPLUGIN;
	}
	return vb_err_set(err, code, "%s: %s", context->data, reason);
}

/* The one place where a plugin's code runs. */
static int32_t invoke(struct venvb_run *call, venvb_hook_fn *hook)
{
	const struct venvb_event event = {
		.size = sizeof(event),
		.stage = call->stage->name,
		.moment = vb_moment_name(call->moment),
	};
	const struct vb_policy *policy = call->plugin->policy;
	const struct vb_guard guard = {
		.policy = policy ? policy->file : NULL,
		.plugin = call->plugin->plugin.actor.name,
		.moment = event.moment,
		.stage = shown_stage(call->stage, call->moment),
		.run = call->run,
		.seconds = call->run->request.hook_timeout,
		.level = call->run->log->level,
	};
	struct venvb_run *before = vb_call_enter(call);
	int32_t result;

	vb_guard_enter(&guard);
	result = hook(&vb_api, call, &event);
	vb_guard_leave();
	vb_conduct_restore();
	vb_call_enter(before);
	return result;
}

static int call_hook(struct vb_run *run, const struct vb_host_hook *hook, struct vb_err *err)
{
	struct venvb_run call;
	vb_auto_buf context = VB_BUF_INIT;
	int rc;

	vb_call_init(&call, run, hook);
	if (hook->moment != VB_MOMENT_FAILED)
		hook->plugin->called = true;
	rc = invoke(&call, hook->call);
	if (rc || call.denials.len) {
		add_context(&context, hook);
		rc = judge(&call, &context, rc, err);
	}
	vb_err_done(&call.reason);
	vb_buf_done(&call.denials);
	return rc;
}

/* The target, which is not to change before the commit. */
static struct vb_glance look(const struct vb_run *run)
{
	return run->commit ? vb_glance_at(run->request.target) : (struct vb_glance){0};
}

/* Behind the hooks of a plugin, of which HOOK was the last: that it did not write there itself. */
static int check_target(const struct vb_run *run, const struct vb_host_hook *hook,
	const struct vb_glance *before, struct vb_err *err)
{
	struct vb_glance now = look(run);
	vb_auto_buf context = VB_BUF_INIT;

	if (hook->stage >= vb_stage_find("commit") || vb_glance_same(before, &now))
		return 0;
	add_context(&context, hook);
	/* What was there may be worked on by its user, too. */
	if (before->is_there && now.is_there) {
		vb_warn(run->log, "%s: the target '%s' was changed while its hook ran",
			context.data, run->request.target);
		return 0;
	}
	return vb_err_set(err, VB_EPLUGIN,
		"%s: the target '%s' %s while its hook ran, and is left as it is now; a plugin "
		"edits the plan, and writes only to its scratch directory",
		context.data, run->request.target, now.is_there ? "was made" : "was taken away");
}

/* The next hook of STAGE and MOMENT from *INDEX on, which moves behind it; or NULL. */
static const struct vb_host_hook *next_hook(
	const struct vb_host *host, const char *stage, unsigned moment, size_t *index)
{
	while (*index < host->hook_count) {
		const struct vb_host_hook *hook = &host->hooks[(*index)++];

		if (hook->moment == moment && !strcmp(hook->stage->name, stage))
			return hook;
	}
	return NULL;
}

/* A denial weighs more than a failure, and the first failure more than later ones. */
static void add_verdict(struct vb_err *one, struct vb_buf *all, int *code)
{
	vb_buf_addf(all, "%s%s", all->len ? "\n" : "", one->msg);
	if (!*code || one->code == VB_EDENIED)
		*code = one->code;
	vb_err_done(one);
}

static int call_checks(struct vb_run *run, const char *stage, struct vb_err *err)
{
	const struct vb_host_hook *hook;
	vb_auto_buf all = VB_BUF_INIT;
	size_t index = 0;
	int code = 0;

	while ((hook = next_hook(run->host, stage, VB_MOMENT_CHECK, &index))) {
		struct vb_glance before = look(run);
		vb_auto_err one = VB_ERR_INIT;
		int rc = call_hook(run, hook, &one);

		if (rc == -VB_ESIGNAL)
			return vb_interrupt_check(err);
		if (rc == 0)
			rc = check_target(run, hook, &before, &one);
		if (rc < 0)
			add_verdict(&one, &all, &code);
	}
	return code ? vb_err_set(err, code, "%s", all.data) : 0;
}

/* A hook that failed anyway, with RC, may have left something as well. */
static int tell_of_target(const struct vb_run *run, const struct vb_host_hook *hook,
	const struct vb_glance *before, int rc)
{
	vb_auto_err second = VB_ERR_INIT;

	if (rc != -VB_ESIGNAL && check_target(run, hook, before, &second) < 0)
		vb_warn(run->log, "%s", second.msg);
	return rc;
}

/* The target is looked at once for each plugin, not for each of its hooks. */
static int call_in_order(struct vb_run *run, const char *stage, unsigned moment, struct vb_err *err)
{
	size_t index = 0;
	const struct vb_host_hook *hook = next_hook(run->host, stage, moment, &index), *next;
	struct vb_glance before = hook ? look(run) : (struct vb_glance){0};
	int rc = 0;

	for (; rc == 0 && hook; hook = next) {
		next = next_hook(run->host, stage, moment, &index);
		if (hook->stage->builtin == vb_replay_packages &&
			vb_replay_makes_up_for(run, &hook->plugin->plugin))
			continue;
		rc = call_hook(run, hook, err);
		if (rc == 0 && next && next->plugin == hook->plugin)
			continue;
		rc = rc < 0 ? tell_of_target(run, hook, &before, rc)
			    : check_target(run, hook, &before, err);
		before = look(run);
	}
	return rc;
}

/* Backwards, and only for whom the run has been of concern. */
static void call_failed(struct vb_run *run)
{
	for (size_t i = run->host->hook_count; i-- > 0;) {
		const struct vb_host_hook *hook = &run->host->hooks[i];
		vb_auto_err err = VB_ERR_INIT;

		if (hook->moment == VB_MOMENT_FAILED && hook->plugin->called &&
			call_hook(run, hook, &err) < 0)
			vb_warn(run->log, "%s", err.msg);
	}
}

int vb_hooks_call(struct vb_run *run, const char *stage, const char *moment, struct vb_err *err)
{
	unsigned bit = vb_moment_find(moment);

	if (bit == VB_MOMENT_CHECK)
		return call_checks(run, stage, err);
	if (bit != VB_MOMENT_FAILED)
		return call_in_order(run, stage, bit, err);
	call_failed(run);
	return 0;
}

int vb_hooks_replace(struct vb_run *run, const char *stage, bool *ret_replaced, struct vb_err *err)
{
	size_t index = 0;
	const struct vb_host_hook *hook = next_hook(run->host, stage, VB_MOMENT_REPLACE, &index);
	struct vb_glance before = hook ? look(run) : (struct vb_glance){0};
	int rc;

	*ret_replaced = hook;
	if (!hook)
		return 0;
	rc = call_hook(run, hook, err);
	if (rc == 0)
		rc = check_target(run, hook, &before, err);
	if (rc == 0 && !run->interp && hook->stage->builtin == vb_stage_resolve)
		return vb_err_set(err, VB_EPLUGIN,
			"plugin '%s': replace resolve: it has not chosen an interpreter",
			hook->plugin->plugin.actor.name);
	return rc;
}

bool vb_hooks_any(const struct vb_host *host, const char *stage, const char *moment)
{
	size_t index = 0;

	return next_hook(host, stage, vb_moment_find(moment), &index);
}
