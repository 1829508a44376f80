/* SPDX-License-Identifier: MIT */
/* The walk through the stages, and the calling of the hooks with a table of any age. */
#include "core/rehearsal.h"

#include "core/cache.h"
#include "core/fsat.h"
#include "core/host.h"
#include "core/interp.h"
#include "core/option.h"
#include "core/path.h"
#include "core/plan.h"
#include "core/rehearsal_table.h"
#include "core/rehearsal_target.h"
#include "core/sha256.h"
#include "core/watched_api.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* A rehearsal that is under way. */
struct show {
	const struct vb_play *play;
	const struct vb_rehearsal_opts *opts;
	struct vb_rehearsal *told;
	struct vb_run run;
	struct vb_rehearsal_table table;
	struct vb_target target;
	bool has_failed;
};

static const char *const interpreter_names[] = {"python3.13", "python3", "python", NULL};

static const struct vb_interp interpreter = {
	.executable = "/opt/python/bin/python3.13",
	.home = "/opt/python/bin",
	.base_prefix = "/opt/python",
	.base_exec_prefix = "/opt/python",
	.real_executable = "/opt/python/bin/python3.13",
	.implementation = "CPython",
	.major = 3,
	.minor = 13,
	.micro = 1,
	.releaselevel = "final",
	.is_64bit = true,
	.cache_tag = "cpython-313",
	.soabi = "cpython-313-x86_64-linux-gnu",
	.platform = "linux-x86_64",
	.bytecode_magic = "f30d0d0a",
	.scripts = "bin",
	.purelib = "lib/python3.13/site-packages",
	.platlib = "lib/python3.13/site-packages",
	.include = "include",
	.data = "",
	.names = interpreter_names,
};

void vb_rehearsal_done(struct vb_rehearsal *rehearsal)
{
	vb_buf_done(&rehearsal->faults);
	vb_buf_done(&rehearsal->plan);
	vb_buf_done(&rehearsal->reason);
}

static const char *const sandbox_dirs[] = {"", "/work", "/home", "/tmp", VB_REHEARSAL_PLACE};

int vb_sandbox_make(const char *sandbox, struct vb_err *err)
{
	for (size_t i = 0; i < VB_COUNT(sandbox_dirs); i++) {
		vb_auto_buf path = VB_BUF_INIT;

		vb_buf_addf(&path, "%s%s", sandbox, sandbox_dirs[i]);
		if (mkdir(path.data, 0700) < 0 && errno != EEXIST)
			return vb_err_sys(err, errno, "making '%s'", path.data);
	}
	return 0;
}

int vb_sandbox_enter(struct vb_arena *arena, const char *sandbox, struct vb_err *err)
{
	static const char *const unset[] = {"XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
		"XDG_STATE_HOME", "XDG_RUNTIME_DIR", "VIRTUAL_ENV"};

	for (size_t i = 0; i < VB_COUNT(unset); i++)
		unsetenv(unset[i]);
	if (setenv("HOME", vb_path_join(arena, sandbox, "home"), 1) < 0 ||
		setenv("TMPDIR", vb_path_join(arena, sandbox, "tmp"), 1) < 0)
		vb_oom();
	if (chdir(vb_path_join(arena, sandbox, "work")) < 0)
		return vb_err_sys(err, errno, "changing to '%s/work'", sandbox);
	return 0;
}

/* What a plugin has not set must not look as if it had: a hook that reads a result that the host
 * did not write finds this. */
__attribute__((noinline)) static void soil_stack(void)
{
	volatile char soil[16 * 1024];

	for (size_t i = 0; i < sizeof(soil); i++)
		soil[i] = (char)0xa5;
}

static void add_fault(struct show *show, const char *where, const char *format, ...)
	VB_PRINTF(3, 4);
static void add_fault(struct show *show, const char *where, const char *format, ...)
{
	struct vb_buf *out = &show->told->faults;
	va_list args;

	vb_buf_addf(out, "%s: ", where);
	if (vb_watch.failed)
		vb_buf_addf(
			out, "when call %zu, of '%s', failed: ", vb_watch.fail_at, vb_watch.failed);
	va_start(args, format);
	vb_buf_addfv(out, format, args);
	va_end(args);
	vb_buf_addch(out, '\n');
}

/* The rules for results, as the header has them. */
static void judge(
	struct show *show, const struct venvb_run *call, const char *where, int32_t result)
{
	bool has_reason = call->denials.len || (call->code == result && call->reason.msg);

	if (result > 0 || result < VENVB_INVALID)
		add_fault(show, where, "returned %d, which is no result", (int)result);
	else if (result == VENVB_INVALID)
		add_fault(show, where, "made a mistake: %s",
			has_reason ? call->reason.msg : "it returned VENVB_INVALID by itself");
	else if (result < 0 && !has_reason)
		add_fault(show, where, "returned %d without a reason", (int)result);
	else if (result == VENVB_OK && !call->denials.len && vb_watch.is_edit_lost)
		add_fault(show, where, "the hook returned VENVB_OK all the same");
	else if (result == VENVB_OK && !call->denials.len && vb_watch.mistake.len)
		add_fault(show, where, "made a mistake, and took no notice: %s",
			vb_watch.mistake.data);
	vb_watch_settle();
	if (result == VENVB_OK && !call->denials.len)
		return;
	show->has_failed = true;
	if (!show->told->reason.len)
		vb_buf_addf(&show->told->reason, "%s: %s", where,
			call->denials.len  ? call->denials.data
			: call->reason.msg ? call->reason.msg
					   : "failed");
}

/* At an address of its own: the handle of a hook that has returned is none any more. */
static struct venvb_run *new_call(struct show *show, const struct vb_host_hook *hook)
{
	struct venvb_run *call = vb_arena_one(show->run.arena, struct venvb_run);

	vb_call_init(call, &show->run, hook);
	return call;
}

static void call_hook(struct show *show, const struct vb_host_hook *hook)
{
	const struct vb_rehearsal_opts *opts = show->opts;
	struct venvb_run *call = new_call(show, hook), *before;
	const char *moment = vb_moment_name(hook->moment);
	const char *where = vb_arena_printf(show->run.arena, "%s %s", moment, hook->stage->name);
	int32_t result;

	vb_child_doing(show->play->child, "in %s", where);
	hook->plugin->called = true;
	vb_rehearsal_table_event(&show->table, hook->stage->name, moment);
	if (opts->watch)
		opts->watch(opts->user, where, false);
	before = vb_call_enter(call);
	soil_stack();
	result = hook->call(show->table.api, call, show->table.event);
	vb_call_enter(before);
	if (opts->watch)
		opts->watch(opts->user, where, true);
	judge(show, call, where, result);
	vb_child_doing(show->play->child, "behind %s", where);
	vb_err_done(&call->reason);
	vb_buf_done(&call->denials);
}

/* Returns how many there were. The first failure ends it, but of `check` and `failed`. */
static size_t call_hooks(struct show *show, const struct vb_stage *stage, unsigned moment)
{
	const struct vb_host *host = show->run.host;
	bool goes_on = moment == VB_MOMENT_CHECK || moment == VB_MOMENT_FAILED;
	size_t count = 0;

	for (size_t i = 0; i < host->hook_count && (goes_on || !show->has_failed); i++) {
		size_t index = moment == VB_MOMENT_FAILED ? host->hook_count - 1 - i : i;
		const struct vb_host_hook *hook = &host->hooks[index];

		if (hook->stage == stage && hook->moment == moment) {
			call_hook(show, hook);
			count++;
		}
	}
	return count;
}

static bool has_hook(const struct vb_host *host, const struct vb_stage *stage)
{
	for (size_t i = 0; i < host->hook_count; i++)
		if (host->hooks[i].stage == stage)
			return true;
	return false;
}

/* For the hooks of `after commit` there is an environment, which is gone again behind them. */
static int run_commit(struct show *show, const struct vb_stage *stage, struct vb_err *err)
{
	vb_auto_err ignored = VB_ERR_INIT;
	int rc;

	if (!has_hook(show->run.host, stage))
		return 0;
	rc = vb_rehearsal_target_write(&show->target, show->run.plan, err);
	if (rc == 0)
		call_hooks(show, stage, VB_MOMENT_AFTER);
	vb_fsat_remove_tree(AT_FDCWD, show->target.path, &ignored);
	return rc;
}

static int run_builtin(struct show *show, const struct vb_stage *stage, struct vb_err *err)
{
	const struct vb_actor self = {stage->name, VB_TIER_CORE};

	if (stage->builtin == vb_stage_resolve) {
		show->run.interp = &interpreter;
		return 0;
	}
	if (!stage->builtin)
		return 0;
	return stage->builtin(&show->run, &self, err);
}

static int run_stage(struct show *show, const struct vb_stage *stage, struct vb_err *err)
{
	bool is_replaced;
	int rc = 0;

	if (stage->builtin == vb_stage_commit)
		return run_commit(show, stage, err);
	call_hooks(show, stage, VB_MOMENT_BEFORE);
	is_replaced = call_hooks(show, stage, VB_MOMENT_REPLACE);
	if (!show->has_failed && !is_replaced)
		rc = run_builtin(show, stage, err);
	if (rc == 0 && is_replaced && !show->has_failed && !show->run.interp) {
		add_fault(show, "replace resolve", "it has not chosen an interpreter");
		show->has_failed = true;
	}
	if (rc < 0 || show->has_failed)
		return rc;
	call_hooks(show, stage, VB_MOMENT_AFTER);
	call_hooks(show, stage, VB_MOMENT_CHECK);
	return 0;
}

static int run_stages(struct show *show, struct vb_err *err)
{
	const struct vb_stage *stage = vb_stages;
	int rc = 0;

	for (; rc == 0 && !show->has_failed; stage++) {
		if (stage->moments & VB_MOMENT_FAILED ||
			(!show->opts->is_real && stage->builtin == vb_stage_commit))
			break;
		rc = run_stage(show, stage, err);
	}
	if (rc == 0 && (show->has_failed || show->opts->is_real))
		call_hooks(show, vb_stage_find("run"), VB_MOMENT_FAILED);
	return rc;
}

static void digest(struct vb_buf *out, const void *data, size_t len)
{
	char text[VB_SHA256_BASE64];

	vb_sha256_base64(data, len, text);
	vb_buf_adds(out, text);
}

static void tell_node(struct show *show, const struct vb_node *node)
{
	struct vb_buf *out = &show->told->plan;
	vb_auto_err ignored = VB_ERR_INIT;

	if (node->kind == VB_FILE && node->render)
		vb_plan_render(show->run.plan, node, &ignored);
	vb_buf_addf(out, "the node '%s' (kind %d, access %d, by %s) with ", node->path,
		(int)node->kind, (int)node->access, node->who.name);
	digest(out, node->data, node->data ? node->len : 0);
	vb_buf_addch(out, '\n');
}

static void tell_plan(struct show *show)
{
	const struct vb_plan *plan = show->run.plan;
	struct vb_buf *out = &show->told->plan;

	vb_buf_addf(out, "the prompt '%s'\n", vb_plan_prompt(plan));
	for (size_t i = 0; i < vb_plan_key_count(plan); i++) {
		const struct vb_key *key = vb_plan_key_at(plan, i);

		vb_buf_addf(out, "the key '%s' with '%s'\n", key->name, key->value);
	}
	for (size_t i = 0; i < vb_plan_var_count(plan); i++) {
		const struct vb_var *var = vb_plan_var_at(plan, i);

		vb_buf_addf(out, "the variable '%s' with '%s' (%d)\n", var->name, var->value,
			(int)var->how);
	}
	for (size_t i = 0; i < vb_plan_package_count(plan); i++) {
		const struct vb_package *package = vb_plan_package(plan, i);

		vb_buf_addf(out, "the package '%s' %s %s\n", package->name, package->version,
			package->sha256);
	}
	for (size_t i = 0; i < vb_plan_count(plan); i++)
		if (vb_plan_visit(plan, i)->kind != VB_IMAGE)
			tell_node(show, vb_plan_visit(plan, i));
}

/* Like vb_host_new, with one plugin that is loaded already. */
static int make_host(struct show *show, struct vb_err *err)
{
	const struct vb_play *play = show->play;
	struct vb_run *run = &show->run;

	run->host = vb_host_empty(run->arena, run->log, 1);
	vb_host_add(run->host, play->descriptor, VB_TIER_FILE, play->plugin_path);
	return vb_host_finish(run->host, &play->survey->config, err);
}

static int set_scene(struct show *show, struct vb_err *err)
{
	static const struct vb_actor self = {"request", VB_TIER_CORE};
	static const char *const argv[] = {"venvb", "create", "env", NULL};
	struct vb_run *run = &show->run;
	int rc;

	show->target = vb_rehearsal_target(run->arena, show->play->sandbox);
	vb_option_defaults(&run->request, run->arena);
	run->request.target = show->target.path;
	run->request.name = show->target.name;
	run->target = &show->target;
	run->request.dry_run = !show->opts->is_real;
	run->argv = argv;
	run->umask = 022;
	run->plan = vb_plan_new(run->arena);
	rc = vb_cache_open(run->arena, run->log, NULL, false, &run->cache, err);
	if (rc == 0)
		rc = make_host(show, err);
	if (rc == 0)
		rc = vb_plan_set_prompt(run->plan, &self, "env", err);
	return rc;
}

static int play(struct show *show, struct vb_err *err)
{
	int rc = set_scene(show, err);

	if (rc == 0)
		rc = vb_rehearsal_table_init(&show->table, show->opts->age, show->opts->minor, err);
	if (rc == 0) {
		rc = run_stages(show, err);
		show->told->calls = vb_watch.calls;
		tell_plan(show);
		vb_rehearsal_table_done(&show->table);
	}
	if (show->run.host)
		vb_host_done(show->run.host);
	if (show->run.cache)
		vb_cache_done(show->run.cache);
	return rc;
}

int vb_rehearse(const struct vb_play *scene, const struct vb_rehearsal_opts *opts,
	struct vb_rehearsal *rehearsal, struct vb_err *err)
{
	static const struct vb_log silent;
	vb_auto_free char *cwd = getcwd(NULL, 0);
	struct show show = {
		.play = scene,
		.opts = opts,
		.told = rehearsal,
		.run = {.arena = vb_arena_new(), .log = &silent, .cwd = cwd},
	};
	int rc;

	vb_watch_begin(&interpreter, opts->fail_at);
	rc = cwd ? play(&show, err) : vb_err_sys(err, errno, "finding the current directory");
	vb_arena_free(show.run.arena);
	return rc;
}
