/* SPDX-License-Identifier: MIT */
/*
 * The call of a hook that is under way: whether a handle is that of it, what the plugin gives and
 * gets, and the reason of what failed last, which the hook may return as its own.
 */
#include "core/host.h"

#include "core/conduct.h"
#include "core/guard.h"
#include "core/plan.h"

enum {
	MOST_TEXT = 16 * 1024 * 1024,
	MOST_BYTES = 1024 * 1024 * 1024,
};

/* Of each thread: a plugin's own threads have none, and so can do nothing here. */
static _Thread_local struct venvb_run *current;

void vb_call_init(struct venvb_run *call, struct vb_run *run, const struct vb_host_hook *hook)
{
	*call = (struct venvb_run){
		.run = run,
		.host = run->host,
		.plugin = hook->plugin,
		.stage = hook->stage,
		.moment = hook->moment,
		.function = "",
		.reason = VB_ERR_INIT,
		.denials = VB_BUF_INIT,
	};
}

struct venvb_run *vb_call_enter(struct venvb_run *call)
{
	struct venvb_run *before = current;

	current = call;
	return before;
}

bool vb_call_begin(struct venvb_run *run, const char *function)
{
	if (!run || run != current)
		return false;
	run->function = function;
	return true;
}

void vb_call_begin_work(const struct venvb_run *call)
{
	vb_guard_pause();
	vb_conduct_restore_all(call->run);
}

void vb_call_end_work(void)
{
	vb_guard_resume();
}

VB_PRINTF(4, 0)
static int32_t keep(
	struct venvb_run *call, int32_t code, int error, const char *format, va_list args)
{
	vb_auto_buf text = VB_BUF_INIT;

	vb_buf_addfv(&text, format, args);
	vb_err_done(&call->reason);
	vb_err_set(&call->reason, error, "%s%s%s", code == VENVB_INVALID ? call->function : "",
		code == VENVB_INVALID ? ": " : "", text.data);
	call->code = code;
	return code;
}

int32_t vb_call_invalid(struct venvb_run *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(call, VENVB_INVALID, VB_EPLUGIN, format, args);
	va_end(args);
	return VENVB_INVALID;
}

int32_t vb_call_none(struct venvb_run *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(call, VENVB_NONE, VB_EFAIL, format, args);
	va_end(args);
	return VENVB_NONE;
}

int32_t vb_call_result(struct venvb_run *call, int rc, struct vb_err *err)
{
	if (rc >= 0)
		return VENVB_OK;
	vb_err_done(&call->reason);
	call->reason = *err;
	*err = (struct vb_err)VB_ERR_INIT;
	call->code = VENVB_FAILED;
	if (rc == -VB_EDENIED)
		call->code = VENVB_DENIED;
	else if (rc == -VB_EPLUGIN)
		call->code = VENVB_INVALID;
	return call->code;
}

bool vb_call_bytes(struct venvb_run *call, const char *what, const char *data, uint64_t *len)
{
	if (!data && *len) {
		vb_call_invalid(call, "%s is NULL", what);
		return false;
	}
	if (*len == VENVB_NUL)
		*len = strlen(data);
	if (*len <= MOST_BYTES)
		return true;
	vb_call_invalid(call, "%s has %ju bytes, and at most %d are taken", what, (uintmax_t)*len,
		MOST_BYTES);
	return false;
}

bool vb_call_text(struct venvb_run *call, const char *what, const char *data, uint64_t len,
	struct vb_buf *out)
{
	if (!vb_call_bytes(call, what, data, &len))
		return false;
	if (len > MOST_TEXT) {
		vb_call_invalid(call, "%s has %ju bytes, and at most %d are taken", what,
			(uintmax_t)len, MOST_TEXT);
		return false;
	}
	if (len && memchr(data, '\0', len)) {
		vb_call_invalid(call, "%s has a NUL in it", what);
		return false;
	}
	vb_buf_add(out, data, len);
	return true;
}

int32_t vb_call_give(struct venvb_run *call, const char *text, size_t len, const char **ret_text,
	uint64_t *ret_len)
{
	(void)call;
	if (ret_text)
		*ret_text = text;
	if (ret_len)
		*ret_len = len;
	return VENVB_OK;
}

uint64_t vb_call_number(const struct vb_numbering *numbering, size_t index)
{
	return (uint64_t)numbering->edits << 32 | (uint32_t)(index + 1);
}

bool vb_call_number_index(struct venvb_run *call, const struct vb_numbering *numbering,
	uint64_t number, size_t *ret_index)
{
	uint32_t place = (uint32_t)number;

	if (number >> 32 != numbering->edits)
		vb_call_invalid(call, "the %s is a number from before an edit", numbering->what);
	else if (!place || place > numbering->count)
		vb_call_invalid(call, "there is no %s %ju", numbering->what, (uintmax_t)place);
	else
		*ret_index = place - 1;
	return number >> 32 == numbering->edits && place && place <= numbering->count;
}

int32_t vb_call_number_next(
	struct venvb_run *call, const struct vb_numbering *numbering, uint64_t *number)
{
	size_t index = 0;

	if (!number)
		return vb_call_invalid(call, "the %s is NULL", numbering->what);
	if (*number && !vb_call_number_index(call, numbering, *number, &index))
		return VENVB_INVALID;
	index += *number != 0;
	if (index >= numbering->count)
		return vb_call_none(call, "there are no more %ss", numbering->what);
	*number = vb_call_number(numbering, index);
	return VENVB_OK;
}

bool vb_call_may_edit(struct venvb_run *call)
{
	if (call->stage <= vb_stage_find("packages") && !vb_plan_is_closed(call->run->plan))
		return true;
	vb_call_invalid(call, "editing ends with 'packages'");
	return false;
}
