#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh SRCDIR BUILDDIR: runs the suite in a build that counts, and prints which lines of
# core/ and plugins/ it reached.
set -eu

srcdir=$1
mkdir -p "$2/coverage"
cd "$2/coverage"
[ -e Makefile ] || "$srcdir/configure" --quiet --disable-shared CFLAGS='-g -O0 --coverage'
make -s
find . -name '*.gcda' -exec rm -f {} +
make -s check >check.log 2>&1 || echo 'coverage: some tests failed in this build: see check.log'
exec python3 "$srcdir/tests/analysis/coverage.py" "$srcdir"
