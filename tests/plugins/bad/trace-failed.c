/* SPDX-License-Identifier: MIT */
/* It writes a temporary file, and forgets it when the run fails. */
#include "tests/plugins/bad/bad.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

HOOK(leave)
{
	const char *value, *dir = getenv("TMPDIR");
	char path[4096] = "";
	int fd;

	(void)event;
	if (api->request(run, "dry-run", VENVB_NUL, &value, NULL) || !strcmp(value, "yes") || !dir)
		return VENVB_OK;
	strncat(path, dir, sizeof(path) - 32);
	strcat(path, "/bad-XXXXXX");
	fd = mkstemp(path);
	if (fd >= 0)
		close(fd);
	return VENVB_OK;
}

BAD_PLUGIN("trace-failed", leave);
