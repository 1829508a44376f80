/* SPDX-License-Identifier: MIT */
/* It uses the handle of a hook that has returned. */
#include "tests/plugins/bad/bad.h"

static struct venvb_run *kept;

HOOK(keep)
{
	(void)api;
	(void)event;
	kept = run;
	return VENVB_OK;
}

HOOK(use)
{
	(void)run;
	(void)event;
	return api->prompt_set(kept, "x", VENVB_NUL);
}

static const struct venvb_hook hooks[] = {
	{"dirs", "before", keep, 0, 0},
	{"dirs", "after", use, 0, 0},
};

const struct venvb_plugin venvb_plugin = {BAD_HEAD("handle-kept"), .hooks = VENVB_ARRAY(hooks)};
