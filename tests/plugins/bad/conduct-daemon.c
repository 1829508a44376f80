/* SPDX-License-Identifier: MIT */
/* It leaves a process behind that another started, in a session of its own. */
#include "tests/plugins/bad/bad.h"

#include <sys/wait.h>
#include <unistd.h>

static void start(void)
{
	setsid();
	if (fork() == 0)
		sleep(2);
	_exit(0);
}

HOOK(add)
{
	(void)event;
	pid_t pid = fork();

	if (pid == 0)
		start();
	waitpid(pid, NULL, 0);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-daemon", add);
