#!/bin/sh
# SPDX-License-Identifier: MIT
# CPython's own tests of venv, for every interpreter here that has them (run_test_venv.py).
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

scratch=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
for variable in $(env | sed -n 's/^\(VENVB_[A-Z_]*\|PIP_[A-Z_]*\|PYTHON[A-Z]*\)=.*/\1/p'); do
	unset "$variable"
done
unset VIRTUAL_ENV
XDG_CACHE_HOME=$scratch/cache XDG_CONFIG_HOME=$scratch/config
export XDG_CACHE_HOME XDG_CONFIG_HOME

tested=0 failed=0 seen=
for python in $(for minor in 8 9 10 11 12 13; do command -v "python3.$minor"; done) \
	"$HOME"/.pyenv/versions/3.*/bin/python3 /usr/bin/python3; do
	real=$("$python" -I -c '
import os, sys
import test.test_venv
if (3, 8) <= sys.version_info < (3, 14):
	print(os.path.realpath(sys.executable))' 2>"$scratch/errors") || continue
	case $real in
	'') continue ;;
	esac
	case " $seen " in
	*" $real "*) continue ;;
	esac
	seen="$seen $real" tested=$((tested + 1))
	if "$real" "$top_srcdir/tests/peer/run_test_venv.py" "$top_builddir/tests/venvb" \
		>"$scratch/out" 2>&1; then
		echo "$real: $(grep '^Ran' "$scratch/out"), $(grep '^OK' "$scratch/out")"
	else
		failed=$((failed + 1))
		echo "$real: failed"
		cat "$scratch/out"
	fi
done
[ "$tested" -gt 0 ] || exit 77
[ "$failed" -eq 0 ]
