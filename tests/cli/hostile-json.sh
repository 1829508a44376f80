#!/bin/sh
# SPDX-License-Identifier: MIT
# JSON that is none, or too much of it, wherever it is read: one line, with file and line.
program="venvb-policy"
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

zeros() { # COUNT TEXT
	head -c "$1" /dev/zero | sed "s/\\x0/$2/g"
}

# each WHAT: the files that are wrong whatever they are for, and what is said of them.
each() {
	while IFS='|' read -r name said; do
		case $name in
		deep) zeros 100000 '[' ;;
		deep-objects) zeros 9000 '{"a":' ;;
		duplicate) printf '{\n"a": 1,\n"a": 2}' ;;
		utf-16) printf '\377\376{\0}\0' ;;
		latin) printf '{\n"a": "\351"}' ;;
		overlong) printf '{\n"a": "\300\200"}' ;;
		nul) printf '{\n"a\0b": 1}' ;;
		nul-behind-a-number) printf '{\n"a": 1\0}' ;;
		nul-escaped) printf '{\n\n"a": "\\u0000"}' ;;
		surrogate) printf '{"a":\n"\\ud800"}' ;;
		control) printf '{"a":\n"\033"}' ;;
		empty) : ;;
		blank) printf '\n\n' ;;
		cut) printf '{\n"a": "x' ;;
		more) printf '{}\n{}' ;;
		real) printf '{"a":\n1e999}' ;;
		integer) printf '{"a":\n99999999999999999999}' ;;
		comment) printf '{\n// none\n}' ;;
		esac >"$work/tmp/$name.json"
		"$@" "$work/tmp/$name.json" "$said" "$name"
	done <<'END'
deep|1: maximum parsing depth reached
deep-objects|1: maximum parsing depth reached
duplicate|3: duplicate object key near '"a"'
utf-16|1: a NUL byte, which is no JSON
latin|2: unable to decode byte 0xe9
overlong|2: unable to decode byte 0xc0
nul|2: a NUL byte, which is no JSON
nul-behind-a-number|2: a NUL byte, which is no JSON
nul-escaped|3: \u0000, which no text may hold
surrogate|2: invalid Unicode '\uD800'
control|2: control character 0x1b
empty|1: '[' or '{' expected near end of file
blank|3: '[' or '{' expected near end of file
cut|2: premature end of input
more|2: end of file expected
real|2: real number overflow
integer|2: too big integer
comment|2: string or '}' expected
END
}
# Words between file and line differ between releases of jansson: file and line do not.
says() { # FILE SAID NAME
	line=${2%%:*}
	case $2 in
	*NUL* | *u0000*) grep -qxF "venvb: $1:$2" tmp/errors.plain ;;
	*) grep -q "^venvb: $1:$line: ." tmp/errors.plain ;;
	esac && test "$(wc -l <tmp/errors)" = 1 && return
	sed 's/^/# /' tmp/errors
	return 1
}

# --- configuration -------------------------------------------------------------------------------
named() {
	cp "$1" named.json
	run config --config=named.json
	expect_status 2
	ok "a file that is named: $3" says WORK/named.json "$2"
}
each named
zeros 2000000 ' ' >named.json
run config --config=named.json
expect 2 '' "venvb: reading 'WORK/named.json': larger than 1048576 bytes"
rm named.json && mkfifo named.json
run config --config=named.json
expect 2 '' "venvb: reading 'WORK/named.json': not a regular file"
rm named.json && ln -s named.json named.json
run config --config=named.json
expect 2 '' "venvb: opening 'WORK/named.json': Too many levels of symbolic links"
rm named.json

project() {
	cp "$1" venvb.json
	run create -q --no-plugin=seedpip --python="$python" env
	expect_status 2
	ok "a project's: $3" says WORK/venvb.json "$2"
	ok "a project's: $3: nothing is made" test ! -e env
}
each project
rm venvb.json

system() {
	cp "$1" etc/venvb/config.json
	run create -q --no-plugin=seedpip --python="$python" env
	expect_status 2
	ok "the system's: $3" says /proc/self/cwd/etc/venvb/config.json "$2"
	ok "the system's: $3: nothing is made" test ! -e env
}
mkdir -p etc/venvb/policy.d plugins
each system
rm etc/venvb/config.json

# --- policies ------------------------------------------------------------------------------------
policy() {
	cp "$1" etc/venvb/policy.d/acme.json
	run create -q --no-plugin=seedpip --python="$python" env
	ok "a policy's: $3: the run is stopped" test "$status" != 0
	ok "a policy's: $3" says "policy: /proc/self/cwd/etc/venvb/policy.d/acme.json" "$2"
	ok "a policy's: $3: nothing is made" test ! -e env
}
each policy
rm etc/venvb/policy.d/acme.json

# --- receipts ------------------------------------------------------------------------------------
run create -q --no-plugin=seedpip --python="$python" env
expect 0 '' ''
cp env/venvb-receipt.json receipt.json
received() {
	cp "$1" env/venvb-receipt.json
	run explain env
	expect_status 2
	ok "a receipt: $3: explain" says "'WORK/env': venvb-receipt.json" "$2"
	run inspect env
	expect_status 0
	ok "a receipt: $3: inspect" grep -q "venvb-receipt.json:${2%%:*}: " tmp/output
	run create -q --no-plugin=seedpip --python="$python" env
	expect_status 0
	ok "a receipt: $3: create" grep -q 'is not believed: venvb-receipt.json:' tmp/errors
	ok "a receipt: $3: there is one again" cmp -s env/venvb-receipt.json receipt.json
}
each received
finish
