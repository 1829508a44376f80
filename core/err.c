/* SPDX-License-Identifier: MIT */
/* Errors as values, and the one end for a lack of memory. */
#include "core/err.h"

#include <assert.h>
#include <stdarg.h>

static void (*at_end)(void);

void vb_oom_notify(void (*call)(void))
{
	at_end = call;
}

void vb_oom(void)
{
	static const char text[] = "venvb: out of memory\n";
	ssize_t ignored;

	if (at_end)
		at_end();
	ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit(1);
}

VB_PRINTF(1, 0) static char *format_text(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		vb_oom();
	return text;
}

int vb_err_set(struct vb_err *err, int code, const char *format, ...)
{
	va_list args;

	assert(!err->code && !err->msg);
	va_start(args, format);
	err->msg = format_text(format, args);
	va_end(args);
	err->code = code;
	return -code;
}

int vb_err_sys(struct vb_err *err, int sys, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	vb_err_set(err, VB_EFAIL, "%s: %s", text, strerror(sys));
	err->sys = sys;
	free(text);
	return -VB_EFAIL;
}

int vb_err_wrap(struct vb_err *err, const char *format, ...)
{
	va_list args;
	char *context, *whole;

	va_start(args, format);
	context = format_text(format, args);
	va_end(args);
	if (asprintf(&whole, "%s: %s", context, err->msg ? err->msg : "failed") < 0)
		vb_oom();
	free(context);
	free(err->msg);
	err->msg = whole;
	return -err->code;
}

void vb_err_done(struct vb_err *err)
{
	free(err->msg);
	*err = (struct vb_err)VB_ERR_INIT;
}
