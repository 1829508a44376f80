/* SPDX-License-Identifier: MIT */
/* It calls itself otherwise than its file. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

BAD_PLUGIN("another-name", fine);
