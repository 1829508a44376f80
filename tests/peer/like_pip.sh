#!/bin/sh
# SPDX-License-Identifier: MIT
# What venvb seeds against what pip installs (like_pip.py), and what of a lock (like_lock.py), for the
# oldest and the newest interpreter here that has ensurepip; TEST_PYTHONS (separated by ':') names others.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

for variable in $(env | sed -n 's/^\(VENVB_[A-Z_]*\|PIP_[A-Z_]*\|PYTHON[A-Z]*\)=.*/\1/p'); do
	unset "$variable"
done
unset VIRTUAL_ENV
XDG_CONFIG_HOME=/nonexistent PIP_CONFIG_FILE=/dev/null
export XDG_CONFIG_HOME PIP_CONFIG_FILE

candidates() {
	if [ "${TEST_PYTHONS:-}" ]; then
		printf '%s\n' "$TEST_PYTHONS" | tr : '\n'
		return
	fi
	for python in /usr/bin/python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
		"$python" -I -c '
import sys
import ensurepip, venv
print("%d %d %s" % (sys.version_info[:2] + (sys.executable,)))' 2>/dev/null
	done | sort -n -k 2 | cut -d ' ' -f 3- | sed -n '1p; $p' | uniq
}

tested=0 failed=0
for python in $(candidates); do
	tested=$((tested + 1))
	echo "$python"
	for script in like_pip.py like_lock.py; do
		"$python" "$top_srcdir/tests/peer/$script" "$top_builddir/tests/venvb" ||
			failed=$((failed + 1))
	done
done
if [ "$tested" -eq 0 ]; then
	echo "no python3 with venv and ensurepip"
	exit 77
fi
[ "$failed" -eq 0 ]
