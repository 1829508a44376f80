#!/bin/sh
# SPDX-License-Identifier: MIT
# Each fuzz target over its corpus and changes of it: for all of them a few seconds.
set -eu

rounds=${FUZZROUNDS:-4000}
for corpus in "${top_srcdir:?}"/tests/fuzz/corpus/*; do
	target=${corpus##*/}
	printf '%s: ' "$target"
	set -- "$corpus"/*
	if [ "$target" = elf ]; then
		set -- "$@" "$top_srcdir"/tests/museum/*/*/*.so
	fi
	"${top_builddir:?}/tests/fuzz/fuzz_$target" "$rounds" "$@"
done
