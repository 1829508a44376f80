#!/bin/sh
# SPDX-License-Identifier: MIT
# A plugin exports its descriptor and nothing else; the program exports nothing at all.
set -eu

fail() {
	echo "$*" >&2
	exit 1
}

exported() { # FILE
	nm -D --defined-only "$1" | sed 's/.* //' | sort | tr '\n' ' '
}

command -v nm >/dev/null || exit 77
for plugin in "${top_builddir:?}"/plugins/.libs/*.so "$top_builddir"/tests/plugins/good.so; do
	names=$(exported "$plugin")
	[ "$names" = 'venvb_plugin ' ] || fail "$plugin exports: $names"
done
# What a linker or a sanitizer puts into every program is none of ours.
names=$(nm -D --defined-only "$top_builddir/venvb" | grep -E ' (vb|venvb)_' || :)
[ -z "$names" ] || fail "venvb exports: $names"
