/* SPDX-License-Identifier: MIT */
/* A function around each function of the host table. */
#include "core/watched_api.h"

#include "core/host.h"

struct vb_watch vb_watch = {.thing = VB_BUF_INIT, .mistake = VB_BUF_INIT};

void vb_watch_begin(const struct vb_interp *interp, size_t fail_at)
{
	vb_buf_done(&vb_watch.mistake);
	vb_buf_done(&vb_watch.thing);
	vb_watch = (struct vb_watch){
		.interp = interp, .fail_at = fail_at, .thing = VB_BUF_INIT, .mistake = VB_BUF_INIT};
}

void vb_watch_settle(void)
{
	vb_watch.is_edit_lost = false;
	vb_buf_clear(&vb_watch.mistake);
}

/* Whose function it is, and what it is called for. */
struct deed {
	const char *function;
	enum vb_watch_kind kind;
	const char *name;
	uint64_t len;
};

/* Of wheels the project alone: another version of it, or another build, will do as well. */
static void describe(const struct deed *deed, struct vb_buf *out)
{
	size_t len = !deed->name              ? 0
		     : deed->len == VENVB_NUL ? strlen(deed->name)
					      : (size_t)deed->len;
	const char *slash = len ? memrchr(deed->name, '/', len) : NULL;
	const char *from = slash && deed->kind == VB_WATCH_WHEEL ? slash + 1 : deed->name;
	const char *dash;

	vb_buf_addf(out, "%d ", (int)deed->kind);
	if (!len || deed->kind == VB_WATCH_ASK || deed->kind == VB_WATCH_WHOLE)
		return;
	len -= (size_t)(from - deed->name);
	dash = deed->kind == VB_WATCH_WHEEL ? memchr(from, '-', len) : NULL;
	vb_buf_add(out, from, dash ? (size_t)(dash - from) : len);
}

/* Whether this call is the one that fails; the reason is kept as that of a real failure is. */
static bool fails(struct venvb_run *run, const struct deed *deed)
{
	if (++vb_watch.calls != vb_watch.fail_at || !vb_call_begin(run, deed->function))
		return false;
	vb_watch.failed = deed->function;
	vb_watch.is_edit_lost = deed->kind != VB_WATCH_ASK;
	vb_buf_clear(&vb_watch.thing);
	describe(deed, &vb_watch.thing);
	vb_err_done(&run->reason);
	vb_err_set(&run->reason, VB_EFAIL, "%s: made to fail", deed->function);
	run->code = VENVB_FAILED;
	return true;
}

/* What came of a call: one that did what a failed one should have done makes up for it, and of the
 * plugin's own mistakes the first is kept. */
static int32_t see(struct venvb_run *run, const struct deed *deed, int32_t result)
{
	vb_auto_buf thing = VB_BUF_INIT;

	if (result == VENVB_OK && vb_watch.is_edit_lost && deed->kind != VB_WATCH_ASK) {
		describe(deed, &thing);
		if (!strcmp(thing.data, vb_watch.thing.data))
			vb_watch.is_edit_lost = false;
	}
	if (result == VENVB_INVALID && !vb_watch.mistake.len)
		vb_buf_addf(&vb_watch.mistake, "%s",
			vb_call_begin(run, deed->function) && run->reason.msg ? run->reason.msg
									      : deed->function);
	return result;
}

#define WATCH(member, kind, name, len, parameters, arguments)                                      \
	static int32_t watched_##member parameters                                                 \
	{                                                                                          \
		const struct deed deed = {#member, kind, name, len};                               \
                                                                                                   \
		return fails(run, &deed) ? VENVB_FAILED                                            \
					 : see(run, &deed, vb_api.member arguments);               \
	}
#define ASK(member, parameters, arguments)                                                         \
	WATCH(member, VB_WATCH_ASK, NULL, 0, parameters, arguments)
#define EDIT(member, kind, parameters, arguments)                                                  \
	WATCH(member, VB_WATCH_##kind, name, len, parameters, arguments)

/* What makes a program what it is: not made up for by anything but another program. */
#define PREPARE(member, parameters, arguments)                                                     \
	static int32_t watched_##member parameters                                                 \
	{                                                                                          \
		const struct deed deed = {#member, VB_WATCH_ASK, NULL, 0};                         \
                                                                                                   \
		if (!fails(run, &deed))                                                            \
			return see(run, &deed, vb_api.member arguments);                           \
		vb_watch.is_program_spoilt = true;                                                 \
		vb_watch.program = program;                                                        \
		return VENVB_FAILED;                                                               \
	}

/* A text by which something is named, and a text that comes out. */
#define NAME struct venvb_run *run, const char *name, uint64_t len
#define OUT const char **ret_text, uint64_t *ret_len

ASK(request, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(request_origin, (NAME, OUT), (run, name, len, ret_text, ret_len))
EDIT(request_set, REQUEST, (NAME, const char *value, uint64_t value_len),
	(run, name, len, value, value_len))
ASK(fact, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(option, (NAME, uint32_t index, OUT), (run, name, len, index, ret_text, ret_len))
ASK(plugin_enabled, (NAME), (run, name, len))
ASK(plugin_next, (struct venvb_run * run, uint64_t *plugin), (run, plugin))
ASK(plugin_text, (struct venvb_run * run, uint64_t plugin, uint32_t what, OUT),
	(run, plugin, what, ret_text, ret_len))
EDIT(dir_add, NODE, (NAME), (run, name, len))
EDIT(file_add, NODE, (NAME, const char *bytes, uint64_t bytes_len, uint32_t flags),
	(run, name, len, bytes, bytes_len, flags))
EDIT(link_add, NODE, (NAME, const char *target, uint64_t target_len, uint32_t flags),
	(run, name, len, target, target_len, flags))
EDIT(copy_add, NODE, (NAME, const char *source, uint64_t source_len, uint32_t flags),
	(run, name, len, source, source_len, flags))
EDIT(remove, NODE, (NAME), (run, name, len))
ASK(find, (NAME, uint64_t *ret_node), (run, name, len, ret_node))
ASK(next, (struct venvb_run * run, uint64_t *node), (run, node))
ASK(node_text, (struct venvb_run * run, uint64_t node, uint32_t what, OUT),
	(run, node, what, ret_text, ret_len))
ASK(node_number, (struct venvb_run * run, uint64_t node, uint32_t what, uint64_t *ret_number),
	(run, node, what, ret_number))
ASK(key, (NAME, OUT), (run, name, len, ret_text, ret_len))
EDIT(key_set, KEY, (NAME, const char *value, uint64_t value_len),
	(run, name, len, value, value_len))
EDIT(key_remove, KEY, (NAME), (run, name, len))
ASK(key_next, (struct venvb_run * run, uint64_t *key), (run, key))
ASK(key_text, (struct venvb_run * run, uint64_t key, uint32_t what, OUT),
	(run, key, what, ret_text, ret_len))
ASK(prompt, (struct venvb_run * run, OUT), (run, ret_text, ret_len))
EDIT(prompt_set, WHOLE, (NAME), (run, name, len))
EDIT(variable_set, VARIABLE, (NAME, const char *value, uint64_t value_len, uint32_t how),
	(run, name, len, value, value_len, how))
EDIT(variable_remove, VARIABLE, (NAME), (run, name, len))
ASK(variable_next, (struct venvb_run * run, uint64_t *variable), (run, variable))
ASK(variable_text, (struct venvb_run * run, uint64_t variable, uint32_t what, OUT),
	(run, variable, what, ret_text, ret_len))
ASK(variable_number,
	(struct venvb_run * run, uint64_t variable, uint32_t what, uint64_t *ret_number),
	(run, variable, what, ret_number))
EDIT(wheel_add, WHEEL, (NAME, uint32_t flags), (run, name, len, flags))
ASK(package_next, (struct venvb_run * run, uint64_t *package), (run, package))
ASK(package_text, (struct venvb_run * run, uint64_t package, uint32_t what, OUT),
	(run, package, what, ret_text, ret_len))
ASK(version_compare, (NAME, const char *other, uint64_t other_len, int32_t *ret_order),
	(run, name, len, other, other_len, ret_order))
ASK(version_within, (NAME, const char *range, uint64_t range_len, int32_t *ret_within),
	(run, name, len, range, range_len, ret_within))
ASK(trusted, (NAME), (run, name, len))
ASK(program_new, (NAME, uint64_t *ret_program), (run, name, len, ret_program))
PREPARE(program_argument,
	(struct venvb_run * run, uint64_t program, const char *text, uint64_t len),
	(run, program, text, len))
PREPARE(program_variable,
	(struct venvb_run * run, uint64_t program, const char *name, uint64_t len,
		const char *value, uint64_t value_len),
	(run, program, name, len, value, value_len))
PREPARE(program_clean, (struct venvb_run * run, uint64_t program), (run, program))
PREPARE(program_input, (struct venvb_run * run, uint64_t program, const char *bytes, uint64_t len),
	(run, program, bytes, len))
PREPARE(program_time_limit, (struct venvb_run * run, uint64_t program, uint32_t ms),
	(run, program, ms))
/* Without what it was to have, a program is another one. */
static int32_t watched_program_run(struct venvb_run *run, uint64_t program, int32_t *ret_status)
{
	const struct deed deed = {"program_run", VB_WATCH_ASK, NULL, 0};

	if (fails(run, &deed))
		return VENVB_FAILED;
	if (vb_watch.is_program_spoilt && vb_watch.program == program)
		vb_watch.is_edit_lost = true;
	return see(run, &deed, vb_api.program_run(run, program, ret_status));
}

ASK(program_text, (struct venvb_run * run, uint64_t program, uint32_t stream, OUT),
	(run, program, stream, ret_text, ret_len))
ASK(scratch, (struct venvb_run * run, OUT), (run, ret_text, ret_len))
ASK(wheel_new, (struct venvb_run * run, uint64_t *ret_wheel), (run, ret_wheel))
/* Made up for by another that goes well: a wheel may be planned by its file as by its hash. */
WATCH(wheel_set, VB_WATCH_WHEEL, "set", VENVB_NUL,
	(struct venvb_run * run, uint64_t wheel, uint32_t what, const char *text, uint64_t len),
	(run, wheel, what, text, len))
ASK(wheel_find, (struct venvb_run * run, uint64_t wheel), (run, wheel))
WATCH(wheel_plan, VB_WATCH_WHEEL, "plan", VENVB_NUL,
	(struct venvb_run * run, uint64_t wheel, uint32_t flags), (run, wheel, flags))
ASK(interpreter_find, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(recall, (NAME, OUT), (run, name, len, ret_text, ret_len))
ASK(remember, (NAME, const char *text, uint64_t text_len), (run, name, len, text, text_len))

static bool replaces_resolve(const struct venvb_run *run)
{
	return run->moment == VB_MOMENT_REPLACE && run->stage->builtin == vb_stage_resolve;
}

/* The one interpreter there is, whatever is asked for. */
static int32_t watched_interpreter_choose(struct venvb_run *run, const char *what, uint64_t len)
{
	const struct deed deed = {"interpreter_choose", VB_WATCH_STAGE, NULL, 0};

	if (fails(run, &deed))
		return VENVB_FAILED;
	if (!vb_call_begin(run, "interpreter_choose") || !replaces_resolve(run))
		return see(run, &deed, vb_api.interpreter_choose(run, what, len));
	run->run->interp = vb_watch.interp;
	return see(run, &deed, VENVB_OK);
}

static int32_t watched_builtin(struct venvb_run *run)
{
	const struct deed deed = {"builtin", VB_WATCH_STAGE, NULL, 0};

	if (fails(run, &deed))
		return VENVB_FAILED;
	if (!vb_call_begin(run, "builtin") || !replaces_resolve(run) || run->builtin_called)
		return see(run, &deed, vb_api.builtin(run));
	run->builtin_called = true;
	run->run->interp = vb_watch.interp;
	return see(run, &deed, VENVB_OK);
}

/* Who warns has noticed what failed, and goes on without it on purpose. */
static void watched_log(struct venvb_run *run, int32_t level, const char *text, uint64_t len)
{
	if (level == VENVB_LOG_WARNING)
		vb_watch.is_edit_lost = vb_watch.is_program_spoilt = false;
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
	const struct deed deed = {"memory", VB_WATCH_ASK, NULL, 0};

	return fails(run, &deed) ? NULL : vb_api.memory(run, size);
}

static void *watched_state(struct venvb_run *run, uint64_t size)
{
	const struct deed deed = {"state", VB_WATCH_ASK, NULL, 0};

	return fails(run, &deed) ? NULL : vb_api.state(run, size);
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
	WATCHED(program_clean),
	WATCHED(program_input),
	WATCHED(program_time_limit),
	WATCHED(program_run),
	WATCHED(program_text),
	WATCHED(memory),
	WATCHED(state),
	WATCHED(scratch),
	WATCHED(wheel_new),
	WATCHED(wheel_set),
	WATCHED(wheel_find),
	WATCHED(wheel_plan),
	WATCHED(interpreter_find),
	WATCHED(recall),
	WATCHED(remember),
};

/* A member without a function here would be absent from the table. */
_Static_assert(sizeof(struct venvb_api) == 8 + 59 * sizeof(void (*)(void)),
	"each function of the host table has one here");
