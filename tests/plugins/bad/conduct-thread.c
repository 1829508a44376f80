/* SPDX-License-Identifier: MIT */
/* It leaves a thread running. */
#include "tests/plugins/bad/bad.h"

#include <pthread.h>
#include <unistd.h>

static void *wait_on(void *data)
{
	for (;;)
		pause();
	return data;
}

HOOK(start)
{
	pthread_t thread;

	UNUSED;
	if (!pthread_create(&thread, NULL, wait_on, NULL))
		pthread_detach(thread);
	return VENVB_OK;
}

BAD_PLUGIN("conduct-thread", start);
