/* SPDX-License-Identifier: MIT */
/* It exports more than its descriptor. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

__attribute__((visibility("default"))) int bad_global;

BAD_PLUGIN("exports-more", fine);
