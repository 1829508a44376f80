/* SPDX-License-Identifier: MIT */
/* What was so when the program started, and seeing that it is so again. */
#include "core/conduct.h"

#include "core/arena.h"
#include "core/guard.h"
#include "core/interrupt.h"
#include "core/run.h"

#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>

static struct {
	struct vb_arena *arena; /* as long as the program */
	char **kept;            /* the environment, which nobody but us knows */
	size_t count;
	char **live;  /* what environ was when it was known to be right, */
	char **known; /* and what was in it */
	sigset_t mask;
	int output, errors; /* second descriptors of the two, or -1 */
	bool is_touched;    /* plugin code has run */
} conduct;

static char **copy_strings(char *const *strings, size_t count)
{
	char **copies = vb_arena_array(conduct.arena, count + 1, sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = vb_arena_str(conduct.arena, strings[i]);
	return copies;
}

/* That environ is right as it is. */
static void know(char **now)
{
	conduct.live = now;
	conduct.known = vb_arena_array(conduct.arena, conduct.count + 1, sizeof(char *));
	if (conduct.count)
		memcpy(conduct.known, now, conduct.count * sizeof(char *));
}

const char *const *vb_conduct_remember(void)
{
	static char *none[] = {NULL};

	if (!environ)
		environ = none;
	while (environ[conduct.count])
		conduct.count++;
	conduct.arena = vb_arena_new();
	conduct.kept = copy_strings(environ, conduct.count);
	know(environ);
	sigprocmask(SIG_BLOCK, NULL, &conduct.mask);
	return (const char *const *)conduct.kept;
}

static bool is_known_environment(void)
{
	return environ == conduct.live &&
	       !memcmp(environ, conduct.known, (conduct.count + 1) * sizeof(char *));
}

void vb_conduct_restore(void)
{
	if (!conduct.arena)
		return;
	if (!is_known_environment()) {
		environ = copy_strings(conduct.kept, conduct.count);
		know(environ);
	}
	if (uselocale((locale_t)0) != LC_GLOBAL_LOCALE)
		uselocale(LC_GLOBAL_LOCALE);
	if (strcmp(setlocale(LC_ALL, NULL), "C") != 0)
		setlocale(LC_ALL, "C");
}

static bool is_here(const char *dir)
{
	struct stat here, there;

	return stat(".", &here) == 0 && stat(dir, &there) == 0 && here.st_dev == there.st_dev &&
	       here.st_ino == there.st_ino;
}

void vb_conduct_watch(void)
{
	if (conduct.is_touched)
		return;
	conduct.is_touched = true;
	conduct.output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	conduct.errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/* What is opened later must not become one of them. */
static void restore_descriptors(void)
{
	const int from[] = {-1, conduct.output, conduct.errors};

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && dup2(from[fd], fd) < 0)
			open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

void vb_conduct_restore_all(const struct vb_run *run)
{
	int ignored = 0;

	if (!conduct.is_touched || !conduct.arena)
		return;
	vb_conduct_restore();
	umask(run->umask);
	if (!is_here(run->cwd))
		ignored = chdir(run->cwd);
	(void)ignored;
	restore_descriptors();
	vb_guard_install();
	vb_interrupt_renew();
	sigprocmask(SIG_SETMASK, &conduct.mask, NULL);
}
