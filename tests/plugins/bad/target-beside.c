/* SPDX-License-Identifier: MIT */
/* It writes beside the environment, and takes it away again when the run fails. */
#include "tests/plugins/bad/bad.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

HOOK(toggle)
{
	const char *target;
	char path[4096];

	if (api->request(run, "target", VENVB_NUL, &target, NULL))
		return VENVB_FAILED;
	snprintf(path, sizeof(path), "%s.bad", target);
	if (!strcmp(event->moment, "failed"))
		rmdir(path);
	else
		mkdir(path, 0777);
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {
	{"dirs", "after", toggle, VENVB_HOOK_REQUIRED, 0},
	{"commit", "after", toggle, VENVB_HOOK_REQUIRED, 0},
	{"run", "failed", toggle, VENVB_HOOK_REQUIRED, 0},
};
const struct venvb_plugin venvb_plugin = {BAD_HEAD("target-beside"), .hooks = VENVB_ARRAY(hooks)};
