/* SPDX-License-Identifier: MIT */
/* Its name is none. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK

BAD_PLUGIN("Name_Wrong", fine);
