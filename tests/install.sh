#!/bin/sh
# SPDX-License-Identifier: MIT
# The installed venvb, used as its user would: run by `make installcheck`, which says where it is.
set -eu

: "${bindir:?}" "${libdir:?}" "${includedir:?}" "${plugindir:?}" "${CC:=cc}"
scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE VIRTUAL_ENV XDG_CACHE_HOME XDG_CONFIG_HOME
HOME=$scratch/home
export HOME
mkdir "$HOME"
cd "$scratch"

fail() {
	echo "install: $*" >&2
	exit 1
}

"$bindir/venvb" --version | grep -q '^venvb ' || fail "no version"

# Plugins are there as modules alone.
test -f "$plugindir/seedpip.so" || fail "no seedpip.so in $plugindir"
for clutter in "$plugindir"/*.la "$plugindir"/*.a; do
	test ! -e "$clutter" || fail "clutter: $clutter"
done

# The header stands on its own, in C and, where there is a compiler, in C++.
echo '#include <venvb/plugin.h>' >header.c
$CC -std=c99 -Wall -Wextra -Werror -pedantic -I"$includedir" -fsyntax-only header.c ||
	fail "the header is not C99"
if command -v c++ >cxx 2>&1; then
	c++ -std=c++11 -Wall -Wextra -Werror -pedantic -I"$includedir" -fsyntax-only -x c++ header.c ||
		fail "the header is not C++11"
fi

# An environment of it works, with pip where the interpreter brings wheels.
"$bindir/venvb" create --without-pip plain >out || fail "no environment"
plain/bin/python -c 'import sys; assert sys.prefix != sys.base_prefix' || fail "no environment"
if python3 -I -c 'import ensurepip' 2>/dev/null; then
	"$bindir/venvb" create seeded >out || fail "no seeded environment"
	# shellcheck disable=SC1091
	(. seeded/bin/activate && pip --version >out && deactivate) || fail "pip does not run"
	grep -q "$(pwd -P)/seeded/" out || fail "pip is another one: $(cat out)"
fi
echo "install: passed"
