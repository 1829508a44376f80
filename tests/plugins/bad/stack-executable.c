/* SPDX-License-Identifier: MIT */
/* It wants a stack that can be executed. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

BAD_PLUGIN("stack-executable", fine);
