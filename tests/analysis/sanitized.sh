#!/bin/sh
# SPDX-License-Identifier: MIT
# sanitized.sh SRCDIR BUILDDIR: the suite with the address and undefined behaviour sanitizers.
set -eu

srcdir=$1
mkdir -p "$2/sanitized"
cd "$2/sanitized"
[ -e Makefile ] || "$srcdir/configure" --quiet --enable-sanitizers
UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export UBSAN_OPTIONS
make -s
make check
