/* SPDX-License-Identifier: MIT */
/* Drawn with one write: carriage return, the line, what erases the rest of it. */
#include "core/progress.h"

#include "core/printable.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, PAUSE_MS = 100, USUAL_COLUMNS = 80, LEAST_COLUMNS = 20, MOST_BAR = 30 };

static const char erase[] = "\r\033[K";

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_capable(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

void vb_progress_init(struct vb_progress *progress, int fd)
{
	*progress = (struct vb_progress){.fd = is_capable(fd) ? fd : -1, .text = VB_BUF_INIT};
	if (progress->fd >= 0)
		progress->began_ms = now_ms();
}

void vb_progress_done(struct vb_progress *progress)
{
	vb_progress_hide(progress);
	vb_buf_done(&progress->text);
}

static void add_bar(uint64_t done, uint64_t total, size_t width, struct vb_buf *out)
{
	size_t full = (size_t)((done < total ? done : total) * width / total);

	vb_buf_addch(out, '[');
	for (size_t i = 0; i < width; i++)
		vb_buf_addch(out, i < full ? '#' : ' ');
	vb_buf_addch(out, ']');
}

void vb_progress_line(
	const struct vb_progress *progress, int64_t now, size_t columns, struct vb_buf *out)
{
	vb_auto_buf counts = VB_BUF_INIT, text = VB_BUF_INIT;
	size_t room = columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns, left;

	if (progress->total)
		vb_buf_addf(&counts, " %ju of %ju", (uintmax_t)progress->done,
			(uintmax_t)progress->total);
	else
		vb_buf_addf(&counts, " %jd s", (intmax_t)(now - progress->began_ms) / 1000);
	vb_printable_add(&text, progress->text.data, strcspn(progress->text.data, "\n"));
	if (counts.len >= room)
		vb_buf_truncate(&counts, room - 1);
	/* A terminal wraps in its last column. */
	left = room - 1 - counts.len;
	if (text.len > left)
		vb_buf_truncate(&text, left);
	vb_buf_add(out, text.data, text.len);
	left -= text.len;
	if (progress->total && left > sizeof(" []")) {
		left -= sizeof(" []");
		vb_buf_addch(out, ' ');
		add_bar(progress->done, progress->total, left < MOST_BAR ? left : MOST_BAR, out);
	}
	vb_buf_add(out, counts.data, counts.len);
}

static size_t columns_of(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_COLUMNS;
}

static void draw(struct vb_progress *progress, int64_t now)
{
	vb_auto_buf line = VB_BUF_INIT;
	ssize_t ignored;

	vb_buf_adds(&line, erase);
	vb_progress_line(progress, now, columns_of(progress->fd), &line);
	ignored = write(progress->fd, line.data, line.len);
	(void)ignored;
	progress->drawn_ms = now;
	progress->is_shown = true;
}

void vb_progress_show(struct vb_progress *progress, const char *text, uint64_t done, uint64_t total)
{
	int64_t now;

	if (progress->fd < 0)
		return;
	if (text && !*text)
		vb_progress_hide(progress);
	if (text) {
		vb_buf_clear(&progress->text);
		vb_buf_adds(&progress->text, text);
		progress->done = done;
		progress->total = total;
	}
	now = now_ms();
	if (progress->text.len && now - progress->began_ms >= PATIENCE_MS &&
		now - progress->drawn_ms >= PAUSE_MS)
		draw(progress, now);
}

void vb_progress_hide(struct vb_progress *progress)
{
	ssize_t ignored;

	if (!progress->is_shown)
		return;
	ignored = write(progress->fd, erase, strlen(erase));
	(void)ignored;
	progress->is_shown = false;
	progress->drawn_ms = 0;
}
