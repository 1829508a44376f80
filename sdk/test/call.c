/* SPDX-License-Identifier: MIT */
/* A call of the host table: whether it may be made, what it is given, and why it fails. */
#include "host.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_to_fail(struct venvb_run *run, const char *function)
{
	struct venvb_test *test = run->test;

	if (run->is_other || (test->failing && strcmp(test->failing, function) != 0))
		return false;
	return ++test->calls == test->failing_at;
}

int32_t vtest_begin(struct venvb_run *run, const char *function)
{
	if (!run || !run->active)
		return VENVB_INVALID;
	run->function = function;
	if (!is_to_fail(run, function))
		return VENVB_OK;
	return vtest_refuse(
		run, run->test->failing_code, "the test made a call of %s fail", function);
}

int32_t vtest_refuse(struct venvb_run *run, int32_t code, const char *format, ...)
{
	struct text text = {0};
	va_list arguments;
	char *line = NULL;

	if (code == VENVB_INVALID)
		vtest_addf(&text, "%s: ", run->function);
	va_start(arguments, format);
	if (vasprintf(&line, format, arguments) < 0)
		vtest_misuse("no memory for a reason");
	va_end(arguments);
	vtest_addf(&text, "%s", line);
	run->code = code;
	run->reason = vtest_keep(run->test, text.data, text.len);
	free(line);
	vtest_clear(&text);
	return code;
}

const char *vtest_bytes(struct venvb_run *run, const char *what, const char *data, uint64_t *len)
{
	if (!data && *len) {
		vtest_refuse(run, VENVB_INVALID, "%s is NULL", what);
		return NULL;
	}
	if (*len == VENVB_NUL)
		*len = strlen(data);
	return vtest_keep(run->test, data, (size_t)*len);
}

const char *vtest_text(struct venvb_run *run, const char *what, const char *data, uint64_t len)
{
	const char *text = vtest_bytes(run, what, data, &len);

	if (!text || strlen(text) == len)
		return text;
	vtest_refuse(run, VENVB_INVALID, "%s has a NUL in it", what);
	return NULL;
}

int32_t vtest_begin_edit(struct venvb_run *run, const char *function)
{
	int32_t code = vtest_begin(run, function);

	return code == VENVB_OK ? vtest_may_edit(run) : code;
}

int32_t vtest_begin_named(
	struct venvb_run *run, const char *function, const char **name, uint64_t len)
{
	int32_t code = vtest_begin(run, function);

	if (code < 0)
		return code;
	*name = vtest_text(run, "the name", *name, len);
	return *name ? VENVB_OK : VENVB_INVALID;
}

int32_t vtest_give(
	struct venvb_run *run, const char *text, uint64_t len, const char **ret, uint64_t *ret_len)
{
	(void)run;
	if (ret)
		*ret = text;
	if (ret_len)
		*ret_len = len;
	return VENVB_OK;
}

uint64_t vtest_number(uint32_t edits, size_t index)
{
	return (uint64_t)edits << 32 | (uint32_t)(index + 1);
}

bool vtest_number_index(struct venvb_run *run, const struct numbering *numbering, uint64_t number,
	size_t *ret_index)
{
	uint32_t place = (uint32_t)number;

	if (number >> 32 == numbering->edits && place && place <= numbering->count) {
		*ret_index = place - 1;
		return true;
	}
	vtest_refuse(run, VENVB_INVALID,
		number >> 32 == numbering->edits ? "there is no such %s"
						 : "the %s is a number from before an edit",
		numbering->what);
	return false;
}

int32_t vtest_number_next(
	struct venvb_run *run, const struct numbering *numbering, uint64_t *number)
{
	size_t index = 0;

	if (!number)
		return vtest_refuse(run, VENVB_INVALID, "the %s is NULL", numbering->what);
	if (*number && !vtest_number_index(run, numbering, *number, &index))
		return VENVB_INVALID;
	index += *number != 0;
	if (index >= numbering->count)
		return vtest_refuse(run, VENVB_NONE, "there are no more %ss", numbering->what);
	*number = vtest_number(numbering->edits, index);
	return VENVB_OK;
}

int32_t vtest_may_edit(struct venvb_run *run)
{
	if (run->stage <= PACKAGES)
		return VENVB_OK;
	return vtest_refuse(run, VENVB_INVALID, "editing ends with 'packages'");
}

/* One line, as a user would see it. */
static void add_line(struct text *out, const char *text, uint64_t len)
{
	if (len == VENVB_NUL)
		len = text ? strlen(text) : 0;
	for (uint64_t i = 0; i < len; i++)
		vtest_add(out, iscntrl((unsigned char)text[i]) ? " " : text + i, 1);
}

void vtest_api_log(struct venvb_run *run, int32_t level, const char *text, uint64_t len)
{
	static const char *const levels[] = {"warning", "notice", "verbose", "debug"};

	if (!run || !run->active || (!text && len))
		return;
	if (level < VENVB_LOG_WARNING || level > VENVB_LOG_DEBUG)
		level = VENVB_LOG_DEBUG;
	vtest_addf(&run->test->log, "%s ", levels[level]);
	add_line(&run->test->log, text, len);
	vtest_add(&run->test->log, "\n", 1);
}

void vtest_api_progress(
	struct venvb_run *run, const char *text, uint64_t len, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	vtest_api_log(run, VENVB_LOG_DEBUG, text, len);
}

int32_t vtest_api_fail(struct venvb_run *run, const char *text, uint64_t len)
{
	struct text line = {0};

	if (!run || !run->active || (!text && len))
		return VENVB_FAILED;
	add_line(&line, text, len);
	vtest_refuse(run, VENVB_FAILED, "%s", line.len ? line.data : "failed without a reason");
	vtest_clear(&line);
	return VENVB_FAILED;
}

int32_t vtest_api_deny(struct venvb_run *run, const char *text, uint64_t len)
{
	struct text line = {0};

	if (!run || !run->active || (!text && len))
		return VENVB_DENIED;
	add_line(&line, text, len);
	vtest_addf(&run->denials, "%s%s", run->denials.len ? "\n" : "",
		line.len ? line.data : "denied without a reason");
	vtest_clear(&line);
	return VENVB_DENIED;
}

void venvb_test_fail_call(
	struct venvb_test *test, const char *function, uint64_t number, int32_t code)
{
	test->failing = function ? vtest_keep(test, function, strlen(function)) : NULL;
	test->failing_at = number;
	test->failing_code = code;
	test->calls = 0;
}

uint64_t venvb_test_calls(struct venvb_test *test)
{
	return test->calls;
}

const char *venvb_test_log(struct venvb_test *test)
{
	return vtest_string(&test->log);
}
