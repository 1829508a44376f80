#!/bin/bash
# SPDX-License-Identifier: MIT
# lint.sh SRCDIR BUILDDIR [CFLAGS...]: every static checker that is here; one that is not is named.
# Any finding is a failure. What is wrong with a finding stands beside the code it is about.
set -u
srcdir=$1 builddir=$2
shift 2
cd "$srcdir" || exit 99
bad=0
sources=$(find core plugins sdk/test tests -name '*.c' ! -path '*/bad/*' | sort)
kit=(-std=gnu17 -D_GNU_SOURCE -Iinclude "$@")
public=(-std=gnu17 -I. -Iinclude -DSEEDPIP_VERSION=__FILE__ -DPLUGIN_VERSION=__FILE__ "$@")
flags=(-include config.h -std=gnu17 -D_GNU_SOURCE -DHAVE_CONFIG_H -I"$builddir" -I. -Iinclude
	-DVB_SYSCONFDIR=__FILE__ -DVB_PLUGINDIR=__FILE__ -DVB_LIBEXECDIR=__FILE__
	-DVB_DATADIR=__FILE__ "$@")
scripts=$(find tests sdk -name '*.sh' | sort)

have() {
	command -v "$1" >/dev/null && return
	echo "lint: $1 is not here: not run"
	return 1
}
judge() {
	if [ "$2" -eq 0 ]; then
		echo "lint: $1: clean"
	else
		echo "lint: $1: findings above"
		bad=1
	fi
}

if have shellcheck; then
	# SC2317: functions called by name from tables. SC2016: text for other shells.
	# SC1091: scripts that tests make.
	# shellcheck disable=SC2086 # a list
	shellcheck -x -P SCRIPTDIR -e SC2317,SC2016,SC1091 $scripts .ci/run
	judge shellcheck $?
fi
# cppcheck does not know of what is closed and freed at the end of its scope.
if have cppcheck; then
	cppcheck -q -j2 --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability --library=gnu \
		--suppress=resourceLeak --suppress=memleak --include=tests/analysis/cppcheck.h -I. -Iinclude -I"$builddir" -DHAVE_CONFIG_H \
		core plugins sdk/test tests/strike tests/fuzz
	judge cppcheck $?
fi
if have clang-tidy; then
	# shellcheck disable=SC2016 # the inner shell expands it
	tidy() {
		xargs -P2 -n4 sh -c \
			'exec clang-tidy --quiet --warnings-as-errors="*" "$@" -- $flags' sh 2>/dev/null
	}
	echo "$sources" | grep '^core\|^tests/fuzz\|^tests/strike' | flags="${flags[*]}" tidy &&
		echo "$sources" | grep "^plugins" | flags="${public[*]}" tidy &&
		echo "$sources" | grep "^sdk" | flags="${kit[*]}" tidy
	judge clang-tidy $?
fi
# gcc takes a function that returned 0 for one that may not have written its result, and finds NULL
# there: that kind is left to the sanitizers.
if have gcc; then
	found=$(for file in $(echo "$sources" | grep -v '^tests'); do
		case $file in
		core/*) set -- "${flags[@]}" ;;
		sdk/*) set -- "${kit[@]}" ;;
		*) set -- "${public[@]}" ;;
		esac
		gcc -fanalyzer -Wno-analyzer-null-argument -Wno-analyzer-null-dereference -O1 "$@" -c -o /dev/null "$file" 2>&1
	done)
	[ -z "$found" ] || echo "$found"
	[ -z "$found" ]
	judge 'gcc -fanalyzer' $?
fi
if have python3; then
	find tests -name '*.py' -print0 |
		xargs -0 -n1 python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())'
	judge python $?
fi
exit "$bad"
