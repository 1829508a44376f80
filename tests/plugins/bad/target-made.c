/* SPDX-License-Identifier: MIT */
/* It makes the environment itself, and writes into it. */
#include "tests/plugins/bad/bad.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

HOOK(make)
{
	const char *target;
	char path[4096];
	int fd;

	(void)event;
	if (api->request(run, "target", VENVB_NUL, &target, NULL))
		return VENVB_FAILED;
	mkdir(target, 0777);
	snprintf(path, sizeof(path), "%s/bad", target);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd >= 0)
		close(fd);
	return VENVB_OK;
}

BAD_PLUGIN("target-made", make);
