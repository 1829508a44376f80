/* SPDX-License-Identifier: MIT */
/*
 * The program around cli.c: the one place that prints messages, maps an error to an exit status
 * and dies of a signal.
 */
#include "core/cli.h"
#include "core/conduct.h"
#include "core/guard.h"
#include "core/interrupt.h"
#include "core/json.h"
#include "core/printable.h"
#include "core/progress.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>

static const int statuses[] = {
	[VB_EFAIL] = 1,
	[VB_EUSAGE] = 2,
	[VB_EDENIED] = 3,
	[VB_EPLUGIN] = 4,
	[VB_ESIGNAL] = 1,    /* when the signal did not end us, as one that is blocked */
	[VB_ECOMMAND] = 126, /* these two as env, nohup and the shells have them */
	[VB_ENOCOMMAND] = 127,
	[VB_EBUG] = 70,
};

/* A message goes out in one piece, each of its lines (there are several when several plugins deny)
 * with our name. That it cannot be written is nothing a message could tell. */
static void print_line(void *user, enum vb_level level, const char *text)
{
	vb_auto_buf lines = VB_BUF_INIT;
	ssize_t ignored;

	if (user)
		vb_progress_hide(user);
	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += at != text;
		vb_buf_adds(&lines, level == VB_WARNING ? "venvb: warning: " : "venvb: ");
		vb_printable_add(&lines, at, strcspn(at, "\n"));
		vb_buf_addch(&lines, '\n');
	}
	ignored = write(STDERR_FILENO, lines.data, lines.len);
	(void)ignored;
}

static void show_progress(void *user, const char *text, uint64_t done, uint64_t total)
{
	vb_progress_show(user, text, done, total);
}

/* What is opened later must not become our standard output; and writing there stays an error when
 * it was closed. */
static void reserve_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			_exit(statuses[VB_EFAIL]);
}

static mode_t read_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/*
 * The loader looks for symbols in the program first: a plugin that calls these calls ours. Only
 * who makes the system call himself ends the run without a word.
 */
__attribute__((visibility("default"))) void _exit(int status)
{
	vb_guard_exit(status);
}

__attribute__((visibility("default"))) void _Exit(int status)
{
	vb_guard_exit(status);
}

int main(int argc, char **argv)
{
	struct vb_progress progress;
	struct vb_log log = {.level = VB_NOTICE, .line = print_line, .user = &progress};
	vb_auto_err err = VB_ERR_INIT;
	struct vb_cli cli = {
		.log = &log,
		.output = STDOUT_FILENO,
		.argv = (const char *const *)argv,
		.umask = read_umask(),
	};
	int rc;

	(void)argc;
	reserve_descriptors();
	if (getauxval(AT_SECURE))
		clearenv(); /* nothing that the caller says is believed */
	cli.environ = vb_conduct_remember();
	vb_guard_start(statuses[VB_EPLUGIN]);
	vb_json_start();
	cli.arena = vb_arena_new();
	vb_interrupt_catch();
	vb_progress_init(&progress, STDERR_FILENO);
	if (progress.fd >= 0)
		log.progress = show_progress;
	rc = vb_cli_run(&cli, &err);
	vb_guard_forget();
	vb_progress_done(&progress);
	vb_arena_free(cli.arena);
	if (rc == 0)
		return 0;
	print_line(NULL, VB_NOTICE, err.msg ? err.msg : "failed");
	if (err.code == VB_ESIGNAL)
		vb_interrupt_die();
	return statuses[err.code ? err.code : VB_EBUG];
}
