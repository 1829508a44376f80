#!/bin/sh
# SPDX-License-Identifier: MIT
# What a plugin's author does with an installed venvb: run by `make installcheck`, which says where
# it is. Nothing of the source tree is used.
set -eu

: "${bindir:?}" "${libdir:?}" "${datadir:?}" "${CC:=cc}"
scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
# Where rustup keeps the compiler, which it looks for below the home directory.
: "${RUSTUP_HOME:=${HOME-}/.rustup}"
HOME=$scratch/home
PKG_CONFIG_PATH=$libdir/pkgconfig
export HOME PKG_CONFIG_PATH CC RUSTUP_HOME
mkdir "$HOME"
cd "$scratch"

fail() {
	echo "sdk: $*" >&2
	exit 1
}

# A new plugin in a language: builds, passes its tests, and changes an environment.
try_template() { # LANGUAGE
	"$bindir/venvb" plugin new my-acme --lang "$1" >log || fail "no new plugin in $1"
	mv my-acme "new-$1"
	(cd "new-$1" && make && make check) >log 2>&1 || {
		cat log >&2
		fail "a new plugin in $1 does not build, or fails its tests"
	}
	"$bindir/venvb" create --without-pip --plugin="./new-$1/my-acme.so,text=hi" "env-$1" >log ||
		fail "a new plugin in $1 does not work"
	grep -q '^hi$' "env-$1/etc/my-acme.txt" || fail "a new plugin in $1 adds another file"
}

has() { # COMMAND WHAT [ARGUMENT]
	# shellcheck disable=SC2086
	$1 "${3:---version}" >log 2>&1 && return
	echo "sdk: no $1 here: $2 is skipped"
	return 1
}

# The SDK says where it is installed, and is nowhere else.
if ! [ -d "$(pkg-config --variable=includedir venvb-plugin)" ]; then
	echo "sdk: skipped: this is a staged installation"
	exit 0
fi

# The examples: what each does to an environment.
build() { # EXAMPLE
	(cd share/sdk/examples && make "$1.so") >log 2>&1 || {
		cat log >&2
		fail "the example $1 does not build"
	}
}
make_wheel() {
	python3 - <<'END'
import base64, hashlib, zipfile
files = {
    "acme.py": "answer = 42\n",
    "acme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n",
    "acme-1.0.dist-info/WHEEL":
        "Wheel-Version: 1.0\nGenerator: sdk\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
record = "acme-1.0.dist-info/RECORD,,\n"
with zipfile.ZipFile("acme-1.0-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        digest = hashlib.sha256(text.encode()).digest()
        digest = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        record += "%s,sha256=%s,%d\n" % (name, digest, len(text))
        wheel.writestr(name, text)
    wheel.writestr("acme-1.0.dist-info/RECORD", record)
END
}
create() { # EXAMPLE[,OPTION]... [OPTION]...
	example=$1
	shift
	rm -rf env
	"$bindir/venvb" create "--plugin=./share/sdk/examples/$example" "$@" env >out 2>err
}
try_examples() {
	build prompt
	create prompt.so --without-pip || fail "prompt: $(cat err)"
	version=$(env/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	# shellcheck disable=SC1091
	(set +u && . env/bin/activate && test "$VIRTUAL_ENV_PROMPT" = "$version env") ||
		fail "prompt: the prompt is another one"

	build variable
	create variable.so,stage=live --without-pip || fail "variable: $(cat err)"
	# shellcheck disable=SC1091
	(set +u && MANPATH=/before && . env/bin/activate && test "$ACME_STAGE" = live &&
		test "$MANPATH" = "$VIRTUAL_ENV/share/man:/before" && deactivate &&
		test -z "$ACME_STAGE" && test "$MANPATH" = /before) || fail "variable: not as set"

	build seeder
	make_wheel || fail "no wheel"
	create "seeder.so,wheel=$PWD/acme-1.0-py3-none-any.whl" --no-plugin=seedpip ||
		fail "seeder: $(cat err)"
	env/bin/python -c 'import acme; assert acme.answer == 42' || fail "seeder: no acme"

	build replace
	create replace.so --without-pip || fail "replace: $(cat err)"
	test -f env/bin/activate || fail "replace: no bin/activate"
	test ! -e env/bin/activate.fish || fail "replace: the script for fish is still there"

	build deny
	create deny.so --without-pip || fail "deny: $(cat err)"
	status=0
	create deny.so --without-pip --system-site-packages || status=$?
	test "$status" = 3 || fail "deny: the exit status is $status"
	grep -q "plugin 'deny': check: --system-site-packages is not allowed here" err ||
		fail "deny: $(cat err)"
	test ! -e env || fail "deny: the environment was made all the same"
}
try_cxx() {
	build cxx
	create "cxx.so" "--plugin=./share/sdk/examples/seeder.so,wheel=$PWD/acme-1.0-py3-none-any.whl" \
		--no-plugin=seedpip || fail "cxx: $(cat err)"
	test "$(cat env/etc/packages.txt)" = "acme==1.0" || fail "cxx: $(cat env/etc/packages.txt)"
}
try_rust() {
	build rust
	create rust.so --without-pip || fail "rust: $(cat err)"
	env/bin/python -m json.tool env/etc/python.json >out || fail "rust: no JSON"
}
try_zig() {
	build zig
	create zig.so --without-pip || fail "zig: $(cat err)"
	grep -q "plugin 'zig': it is there" err || fail "zig: it is silent"
}

cp -R "$datadir/venvb" share
chmod -R u+w share
try_template c
try_examples
if has "${CXX:-c++}" "C++"; then
	try_template c++
	try_cxx
fi
if has rustc "Rust"; then
	try_template rust
	try_rust
fi
if has "${ZIG:-zig}" "Zig" version; then
	: "${ZIG_GLOBAL_CACHE_DIR:=$scratch/zig}" "${ZIG_LOCAL_CACHE_DIR:=$scratch/zig}"
	export ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
	try_template zig
	try_zig
fi
echo "sdk: passed"
