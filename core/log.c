/* SPDX-License-Identifier: MIT */
/* Formats a line for the sink, when somebody is listening at that level. */
#include "core/log.h"

#include "core/buf.h"

void vb_log(const struct vb_log *log, enum vb_level level, const char *format, ...)
{
	vb_auto_buf text = VB_BUF_INIT;
	va_list args;

	if (!log || !log->line || level > log->level)
		return;
	va_start(args, format);
	vb_buf_addfv(&text, format, args);
	va_end(args);
	log->line(log->user, level, text.data);
}

void vb_log_progress(const struct vb_log *log, const char *text, uint64_t done, uint64_t total)
{
	if (log && log->progress && log->level >= VB_NOTICE)
		log->progress(log->user, text, done, total);
}
