/* SPDX-License-Identifier: MIT */
/* It calls what a newer host has, without asking whether this one does. */
#include "tests/plugins/bad/bad.h"

struct newer_api {
	struct venvb_api known;
	int32_t (*future)(struct venvb_run *run);
};

HOOK(call)
{
	const struct newer_api *newer = (const struct newer_api *)api;

	(void)event;
	return newer->future ? newer->future(run) : VENVB_OK;
}

BAD_PLUGIN("age-newer", call);
