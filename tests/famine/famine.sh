#!/bin/sh
# SPDX-License-Identifier: MIT
# Memory runs out at some of the allocations of each kind of run; `make famine` takes all of them.
cd "${top_builddir:?}" || exit 99
if grep -q __asan_init tests/venvb; then
	echo '1..0 # SKIP a sanitizer has an allocator of its own'
	exit 77
fi
exec python3 -B "${top_srcdir:?}/tests/famine/famine.py" --venvb=tests/venvb \
	--famine=tests/famine/.libs/famine.so --plugin=plugins/.libs/variables.so --every=97
