#!/bin/sh
# SPDX-License-Identifier: MIT
# Each call of each kind of run is struck, by a kill and by one error; `make strike` does all.
cd "${top_builddir:?}" || exit 99
# The sanitizer of leaks cannot work below another tracer.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
tests/strike/strike count true 2>/dev/null || {
	echo '1..0 # SKIP strike cannot trace here'
	exit 77
}
exec python3 "${top_srcdir:?}/tests/strike/strike.py" --venvb=tests/venvb --strike=tests/strike/strike
