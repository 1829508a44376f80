#!/bin/sh
# SPDX-License-Identifier: MIT
# What is built resists what it can: no writable relocations, no executable stack, addresses at
# random, guards on the stack and around the functions of libc, branches that land where one may.
set -eu

fail() {
	echo "$*" >&2
	exit 1
}

command -v readelf >/dev/null || exit 77
cd "${top_builddir:?}"

# What is installed: each program and each module there is must be among it.
set -- venvb venvb-unpack
for file in plugins/*.la; do
	test "${file#plugins/lib}" = "$file" || continue
	set -- "$@" "plugins/.libs/$(basename "$file" .la).so"
done
test $# -gt 2 || fail 'no module was built'
for file; do
	test -f "$file" || fail "$file is missing"
	readelf -Wd "$file" >hardening.tmp
	grep -q 'Flags:.* NOW' hardening.tmp || fail "$file: symbols are bound late"
	! grep -qE 'TEXTREL|RPATH|RUNPATH' hardening.tmp || fail "$file: $(cat hardening.tmp)"
	readelf -Wl "$file" >hardening.tmp
	grep -q GNU_RELRO hardening.tmp || fail "$file: relocations stay writable"
	grep -qE 'GNU_STACK .* RW ' hardening.tmp || fail "$file: the stack is executable"
	! grep -qE 'LOAD .* RWE ' hardening.tmp || fail "$file: what can be written can be executed"
	readelf -Wh "$file" | grep -q 'Type: *DYN' || fail "$file: its address is fixed"
	readelf -W --dyn-syms "$file" >hardening.tmp
	# A sanitizer brings guards of its own.
	grep -q '__[at]san_' hardening.tmp && continue
	grep -q __stack_chk_fail hardening.tmp || fail "$file: no guards on the stack"
	grep -q '_chk@' hardening.tmp || fail "$file: libc is not fortified"
done

# CET. The start files that a distribution adds may lack the mark, and the linked file then has none:
# so each object must have it, and a program's own functions must begin as it demands.
case $(readelf -Wh venvb) in
*X86-64*) ;;
*) rm -f hardening.tmp; exit ;;
esac
find core plugins sdk -name '*.o' >hardening.tmp
test -s hardening.tmp || fail 'there are no objects'
while read -r file; do
	readelf -Wn "$file" 2>/dev/null | grep -q 'x86 feature.*IBT.*SHSTK' ||
		fail "$file: compiled without -fcf-protection"
done <hardening.tmp
if command -v objdump >/dev/null; then
	for file in venvb venvb-unpack; do
		objdump -d --no-show-raw-insn "$file" | grep -A1 '<main>:' | grep -q endbr64 ||
			fail "$file: main can be jumped into anywhere"
	done
fi
rm -f hardening.tmp
