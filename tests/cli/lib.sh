# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# The harness of the black-box tests, sourced by each: a directory of its own ($work, where the
# test runs), an environment without what the caller's may hold, and expectations of the exact
# standard output, standard error and exit status.
#
#	run [NAME=VALUE]... [ARGUMENT]...   runs the program; in what it prints $work is WORK, and the
#	                                    interpreter that is named is PYTHON
#	expect STATUS OUTPUT ERRORS         what must have come of it; a line each, "" for nothing
#	expect_status STATUS                the same of the status alone
#	ok WHAT TEST...                     a command that must succeed
#	program=NAME                        set before sourcing: another build of it, in tests/
#	find_python                         sets $python, or skips the test
#	skip_all REASON                     ends the test as skipped

set -u
umask 022
venvb=${top_builddir:?}/tests/${program:-venvb}
test -x "$venvb" || { echo "$venvb is missing"; exit 99; }
work=$(mktemp -d) && work=$(cd "$work" && pwd -P) || exit 99
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
mkdir "$work/home" "$work/tmp" && cd "$work" || exit 99
count=0
failed=0

# An interpreter with wheels of its own, for the tests that need one: $python.
# shellcheck disable=SC2034 # theirs
find_python() {
	python=$(python3 -c 'import ensurepip, sys; print(sys.executable)' 2>/dev/null) ||
		skip_all 'no python3 with ensurepip'
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 77
}

report() {
	count=$((count + 1))
	if test "$1" = 0; then
		echo "ok $count - $2"
	else
		failed=$((failed + 1))
		echo "not ok $count - $2"
	fi
}

run() {
	set_variables=
	while test $# -gt 0; do
		case $1 in
		[A-Z]*=*) set_variables="$set_variables $1"; shift ;;
		*) break ;;
		esac
	done
	ran="$set_variables venvb $*"
	# shellcheck disable=SC2086 # a word for each variable
	env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/tmp" LC_ALL=C.UTF-8 SHELL=/bin/sh \
		$set_variables "$venvb" "$@" >"$work/tmp/output" 2>"$work/tmp/errors" </dev/null
	status=$?
	for stream in output errors; do
		sed -e "s#$work#WORK#g" -e 's#\(CPython\|PyPy\) [0-9a-z.]* ([^)]*)#PYTHON#' \
			"$work/tmp/$stream" >"$work/tmp/$stream.plain"
	done
}

expect_status() {
	result=0
	if test "$status" != "$1"; then
		result=1
		echo "# exit status $status instead of $1"
		sed 's/^/# /' "$work/tmp/output" "$work/tmp/errors"
	fi
	report "$result" "status of$ran"
}

# Whether a file is TEXT and a newline, or nothing when TEXT is empty.
compare() {
	if test -n "$2"; then printf '%s\n' "$2"; fi >"$work/tmp/wanted"
	diff -u "$work/tmp/wanted" "$1" >"$work/tmp/difference" && return
	echo "# $3 is not as expected:"
	sed 's/^/# /' "$work/tmp/difference"
	return 1
}

expect() {
	result=0
	compare "$work/tmp/output.plain" "$2" output || result=1
	compare "$work/tmp/errors.plain" "$3" errors || result=1
	if test "$status" != "$1"; then
		result=1
		echo "# exit status $status instead of $1"
	fi
	report "$result" "$ran"
}

ok() {
	what=$1
	shift
	result=0
	"$@" || result=1
	report "$result" "$what"
}

finish() {
	echo "1..$count"
	test "$failed" = 0
	exit
}
