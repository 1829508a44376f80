#!/bin/sh
# SPDX-License-Identifier: MIT
# What a plugin's author does with an installed venvb: run by `make installcheck`, which says where
# it is. Nothing of the source tree is used.
set -eu

: "${bindir:?}" "${libdir:?}" "${datadir:?}" "${CC:=cc}"
scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
HOME=$scratch/home
PKG_CONFIG_PATH=$libdir/pkgconfig
export HOME PKG_CONFIG_PATH CC
mkdir "$HOME"
cd "$scratch"

fail() {
	echo "sdk: $*" >&2
	exit 1
}

# A new plugin in a language: builds, passes its tests, and changes an environment.
try_template() { # LANGUAGE
	mkdir "new-$1"
	for file in "$datadir/venvb/template/$1"/*; do
		name=$(basename "$file" | sed 's/NAME/my-acme/')
		sed 's/@NAME@/my-acme/g; s/@NAME_C@/my_acme/g' "$file" >"new-$1/$name"
	done
	(cd "new-$1" && make && make check) >log 2>&1 || {
		cat log >&2
		fail "a new plugin in $1 does not build, or fails its tests"
	}
	"$bindir/venvb" create --without-pip --plugin="./new-$1/my-acme.so,text=hi" "env-$1" >log ||
		fail "a new plugin in $1 does not work"
	grep -q '^hi$' "env-$1/etc/my-acme.txt" || fail "a new plugin in $1 adds another file"
}

has() { # COMMAND WHAT
	command -v "$1" >log && return
	echo "sdk: no $1 here: $2 is skipped"
	return 1
}

# The SDK says where it is installed, and is nowhere else.
if ! [ -d "$(pkg-config --variable=includedir venvb-plugin)" ]; then
	echo "sdk: skipped: this is a staged installation"
	exit 0
fi

try_template c
! has c++ "C++" || try_template c++
echo "sdk: passed"
