/* SPDX-License-Identifier: MIT */
/* Its constructor handles a signal. */
#include "tests/plugins/bad/bad.h"

#include <signal.h>

BAD_FINE_HOOK

__attribute__((constructor)) static void handle(void)
{
	signal(SIGTERM, SIG_IGN);
}

BAD_PLUGIN("load-handles", fine);
