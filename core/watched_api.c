/* SPDX-License-Identifier: MIT */
/* A function around each function of the host table. */
#include "core/watched_api.h"

#include "core/host.h"

struct vb_watch vb_watch;

/* Whether this call is the one that fails; the reason is kept as that of a real failure is. */
static bool fails(struct venvb_run *run, const char *function, bool is_edit)
{
	if (is_edit && vb_watch.failed)
		vb_watch.is_edit_lost = false;
	if (++vb_watch.calls != vb_watch.fail_at || !vb_call_begin(run, function))
		return false;
	vb_watch.failed = function;
	vb_watch.is_edit_lost = is_edit;
	vb_err_done(&run->reason);
	vb_err_set(&run->reason, VB_EFAIL, "%s: made to fail", function);
	run->code = VENVB_FAILED;
	return true;
}

#define WATCH(member, is_edit, parameters, arguments)                                              \
	static int32_t watched_##member parameters                                                 \
	{                                                                                          \
		return fails(run, #member, is_edit) ? VENVB_FAILED : vb_api.member arguments;      \
	}
#define ASK(member, parameters, arguments) WATCH(member, false, parameters, arguments)
#define EDIT(member, parameters, arguments) WATCH(member, true, parameters, arguments)

/* A text by which something is named, and a text that comes out. */
#define NAME struct venvb_run *run, const char *name, uint64_t len
#define OUT const char **ret_text, uint64_t *ret_len

ASK(request, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(request_origin, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(request_set, (NAME, const char *value, uint64_t value_len), (run, name, len, value, value_len))
ASK(fact, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(option, (NAME, uint32_t index, OUT), (run, name, len, index, ret_text, ret_len))
ASK(plugin_enabled, (NAME), (run, name, len))
ASK(plugin_next, (struct venvb_run * run, uint64_t *plugin), (run, plugin))
ASK(plugin_text, (struct venvb_run * run, uint64_t plugin, uint32_t what, OUT),
	(run, plugin, what, ret_text, ret_len))
EDIT(dir_add, (NAME), (run, name, len))
EDIT(file_add, (NAME, const char *bytes, uint64_t bytes_len, uint32_t flags),
	(run, name, len, bytes, bytes_len, flags))
EDIT(link_add, (NAME, const char *target, uint64_t target_len, uint32_t flags),
	(run, name, len, target, target_len, flags))
EDIT(copy_add, (NAME, const char *source, uint64_t source_len, uint32_t flags),
	(run, name, len, source, source_len, flags))
EDIT(remove, (NAME), (run, name, len))
ASK(find, (NAME, uint64_t *ret_node), (run, name, len, ret_node))
ASK(next, (struct venvb_run * run, uint64_t *node), (run, node))
ASK(node_text, (struct venvb_run * run, uint64_t node, uint32_t what, OUT),
	(run, node, what, ret_text, ret_len))
ASK(node_number, (struct venvb_run * run, uint64_t node, uint32_t what, uint64_t *ret_number),
	(run, node, what, ret_number))
ASK(key, (NAME, OUT), (run, name, len, ret_text, ret_len))
EDIT(key_set, (NAME, const char *value, uint64_t value_len), (run, name, len, value, value_len))
EDIT(key_remove, (NAME), (run, name, len))
ASK(key_next, (struct venvb_run * run, uint64_t *key), (run, key))
ASK(key_text, (struct venvb_run * run, uint64_t key, uint32_t what, OUT),
	(run, key, what, ret_text, ret_len))
ASK(prompt, (struct venvb_run * run, OUT), (run, ret_text, ret_len))
EDIT(prompt_set, (NAME), (run, name, len))
EDIT(variable_set, (NAME, const char *value, uint64_t value_len, uint32_t how),
	(run, name, len, value, value_len, how))
EDIT(variable_remove, (NAME), (run, name, len))
ASK(variable_next, (struct venvb_run * run, uint64_t *variable), (run, variable))
ASK(variable_text, (struct venvb_run * run, uint64_t variable, uint32_t what, OUT),
	(run, variable, what, ret_text, ret_len))
ASK(variable_number,
	(struct venvb_run * run, uint64_t variable, uint32_t what, uint64_t *ret_number),
	(run, variable, what, ret_number))
EDIT(wheel_add, (NAME, uint32_t flags), (run, name, len, flags))
ASK(package_next, (struct venvb_run * run, uint64_t *package), (run, package))
ASK(package_text, (struct venvb_run * run, uint64_t package, uint32_t what, OUT),
	(run, package, what, ret_text, ret_len))
ASK(version_compare, (NAME, const char *other, uint64_t other_len, int32_t *ret_order),
	(run, name, len, other, other_len, ret_order))
ASK(version_within, (NAME, const char *range, uint64_t range_len, int32_t *ret_within),
	(run, name, len, range, range_len, ret_within))
ASK(trusted, (NAME), (run, name, len))
ASK(program_new, (NAME, uint64_t *ret_program), (run, name, len, ret_program))
ASK(program_argument, (struct venvb_run * run, uint64_t program, const char *text, uint64_t len),
	(run, program, text, len))
ASK(program_variable,
	(struct venvb_run * run, uint64_t program, const char *name, uint64_t len,
		const char *value, uint64_t value_len),
	(run, program, name, len, value, value_len))
ASK(program_input, (struct venvb_run * run, uint64_t program, const char *bytes, uint64_t len),
	(run, program, bytes, len))
ASK(program_time_limit, (struct venvb_run * run, uint64_t program, uint32_t ms), (run, program, ms))
ASK(program_run, (struct venvb_run * run, uint64_t program, int32_t *ret_status),
	(run, program, ret_status))
ASK(program_text, (struct venvb_run * run, uint64_t program, uint32_t stream, OUT),
	(run, program, stream, ret_text, ret_len))
ASK(scratch, (struct venvb_run * run, OUT), (run, ret_text, ret_len))

static bool replaces_resolve(const struct venvb_run *run)
{
	return run->moment == VB_MOMENT_REPLACE && run->stage->builtin == vb_stage_resolve;
}

/* The one interpreter there is, whatever is asked for. */
static int32_t watched_interpreter_choose(struct venvb_run *run, const char *what, uint64_t len)
{
	if (fails(run, "interpreter_choose", true))
		return VENVB_FAILED;
	if (!vb_call_begin(run, "interpreter_choose") || !replaces_resolve(run))
		return vb_api.interpreter_choose(run, what, len);
	run->run->interp = vb_watch.interp;
	return VENVB_OK;
}

static int32_t watched_builtin(struct venvb_run *run)
{
	if (fails(run, "builtin", true))
		return VENVB_FAILED;
	if (!vb_call_begin(run, "builtin") || !replaces_resolve(run) || run->builtin_called)
		return vb_api.builtin(run);
	run->builtin_called = true;
	run->run->interp = vb_watch.interp;
	return VENVB_OK;
}

static void watched_log(struct venvb_run *run, int32_t level, const char *text, uint64_t len)
{
	vb_api.log(run, level, text, len);
}

static void watched_progress(
	struct venvb_run *run, const char *text, uint64_t len, uint64_t done, uint64_t total)
{
	vb_api.progress(run, text, len, done, total);
}

/* These two say that something failed: they do not fail themselves. */
static int32_t watched_fail(struct venvb_run *run, const char *text, uint64_t len)
{
	return vb_api.fail(run, text, len);
}

static int32_t watched_deny(struct venvb_run *run, const char *text, uint64_t len)
{
	return vb_api.deny(run, text, len);
}

static void *watched_memory(struct venvb_run *run, uint64_t size)
{
	return fails(run, "memory", false) ? NULL : vb_api.memory(run, size);
}

static void *watched_state(struct venvb_run *run, uint64_t size)
{
	return fails(run, "state", false) ? NULL : vb_api.state(run, size);
}

#define WATCHED(member) .member = watched_##member

const struct venvb_api vb_watched_api = {
	.size = sizeof(struct venvb_api),
	.major = VENVB_MAJOR,
	.minor = VENVB_MINOR,
	WATCHED(log),
	WATCHED(progress),
	WATCHED(fail),
	WATCHED(deny),
	WATCHED(request),
	WATCHED(request_origin),
	WATCHED(request_set),
	WATCHED(fact),
	WATCHED(interpreter_choose),
	WATCHED(option),
	WATCHED(plugin_enabled),
	WATCHED(plugin_next),
	WATCHED(plugin_text),
	WATCHED(dir_add),
	WATCHED(file_add),
	WATCHED(link_add),
	WATCHED(copy_add),
	WATCHED(remove),
	WATCHED(find),
	WATCHED(next),
	WATCHED(node_text),
	WATCHED(node_number),
	WATCHED(key),
	WATCHED(key_set),
	WATCHED(key_remove),
	WATCHED(key_next),
	WATCHED(key_text),
	WATCHED(prompt),
	WATCHED(prompt_set),
	WATCHED(variable_set),
	WATCHED(variable_remove),
	WATCHED(variable_next),
	WATCHED(variable_text),
	WATCHED(variable_number),
	WATCHED(wheel_add),
	WATCHED(package_next),
	WATCHED(package_text),
	WATCHED(version_compare),
	WATCHED(version_within),
	WATCHED(builtin),
	WATCHED(trusted),
	WATCHED(program_new),
	WATCHED(program_argument),
	WATCHED(program_variable),
	WATCHED(program_input),
	WATCHED(program_time_limit),
	WATCHED(program_run),
	WATCHED(program_text),
	WATCHED(memory),
	WATCHED(state),
	WATCHED(scratch),
};

/* A member without a function here would be absent from the table. */
_Static_assert(sizeof(struct venvb_api) == 8 + 51 * sizeof(void (*)(void)),
	"each function of the host table has one here");
