/* SPDX-License-Identifier: MIT */
/* It crashes once it finds the environment, and not before. */
#include "tests/plugins/bad/bad.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

HOOK(use)
{
	const char *target;
	char path[4096];

	(void)event;
	if (api->request(run, "target", VENVB_NUL, &target, NULL))
		return VENVB_FAILED;
	snprintf(path, sizeof(path), "%s/pyvenv.cfg", target);
	if (access(path, R_OK) == 0)
		raise(SIGSEGV);
	return VENVB_OK;
}

static const struct venvb_hook hooks[] = {{"commit", "after", use, VENVB_HOOK_REQUIRED, 0}};
const struct venvb_plugin venvb_plugin = {BAD_HEAD("commit-crashes"), .hooks = VENVB_ARRAY(hooks)};
