/* SPDX-License-Identifier: MIT */
/* Its code holds an address, which loading it writes there. */
#include "tests/plugins/bad/bad.h"

BAD_FINE_HOOK
BAD_PLUGIN("code-relocated", fine);

__asm__(".pushsection .text\n\t.balign 16\n\t.dc.a fine\n\t.popsection");
