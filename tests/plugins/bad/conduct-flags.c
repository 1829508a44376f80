/* SPDX-License-Identifier: MIT */
/* It makes standard error one that does not wait. */
#include "tests/plugins/bad/bad.h"

#include <fcntl.h>
#include <unistd.h>

HOOK(add)
{
	(void)event;
	fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_NONBLOCK);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-flags", add);
