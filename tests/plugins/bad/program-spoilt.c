/* SPDX-License-Identifier: MIT */
/* It runs a program without the argument that could not be added. */
#include "tests/plugins/bad/bad.h"

HOOK(execute)
{
	uint64_t program;
	int32_t status, code = api->program_new(run, "/bin/sh", VENVB_NUL, &program);

	(void)event;
	if (code < 0)
		return code;
	api->program_argument(run, program, "-c", VENVB_NUL);
	code = api->program_argument(run, program, ":", VENVB_NUL);
	return code < 0 ? code : api->program_run(run, program, &status);
}

BAD_PLUGIN("program-spoilt", execute);
