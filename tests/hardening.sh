#!/bin/sh
# SPDX-License-Identifier: MIT
# What is built resists what it can: no writable relocations, no executable stack, addresses at
# random, guards on the stack and around the functions of libc.
set -eu

fail() {
	echo "$*" >&2
	exit 1
}

command -v readelf >/dev/null || exit 77
cd "${top_builddir:?}"
for file in venvb venvb-unpack plugins/.libs/*.so; do
	readelf -Wd "$file" >hardening.tmp
	grep -q 'Flags:.* NOW' hardening.tmp || fail "$file: symbols are bound late"
	! grep -qE 'TEXTREL|RPATH|RUNPATH' hardening.tmp || fail "$file: $(cat hardening.tmp)"
	readelf -Wl "$file" >hardening.tmp
	grep -q GNU_RELRO hardening.tmp || fail "$file: relocations stay writable"
	grep -qE 'GNU_STACK .* RW ' hardening.tmp || fail "$file: the stack is executable"
	readelf -Wh "$file" | grep -q 'Type: *DYN' || fail "$file: its address is fixed"
	readelf -W --dyn-syms "$file" >hardening.tmp
	# A sanitizer brings guards of its own.
	grep -q '__[at]san_' hardening.tmp && continue
	grep -q __stack_chk_fail hardening.tmp || fail "$file: no guards on the stack"
	grep -q '_chk@' hardening.tmp || fail "$file: libc is not fortified"
done
rm -f hardening.tmp
