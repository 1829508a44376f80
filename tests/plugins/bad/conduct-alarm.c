/* SPDX-License-Identifier: MIT */
/* It leaves a timer of timer_create, which is not running yet. */
#include "tests/plugins/bad/bad.h"

#include <signal.h>
#include <time.h>

HOOK(add)
{
	(void)event;
	struct sigevent nothing = {.sigev_notify = SIGEV_NONE};
	timer_t timer;

	timer_create(CLOCK_MONOTONIC, &nothing, &timer);
	return api->prompt_set(run, "bad", VENVB_NUL);
}

BAD_PLUGIN("conduct-alarm", add);
