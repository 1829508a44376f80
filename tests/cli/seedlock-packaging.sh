#!/bin/sh
# SPDX-License-Identifier: MIT
# What the real packaging makes of a pylock.toml: markers, tags, extras, groups. One that is new
# enough is taken from python3, or out of a wheel in the directory that TEST_WHEELS names.
. "${top_srcdir:?}/tests/cli/lib.sh"
script=$top_builddir/plugins/seedlock/script.py
find_python
given=
if ! "$python" -I -c 'import packaging.pylock as p, tomllib; p.Pylock.select' 2>/dev/null; then
	for file in "${TEST_WHEELS:-/nonexistent}"/pip-*.whl "${TEST_WHEELS:-/nonexistent}"/packaging-*.whl; do
		PYTHONPATH=$file "$python" -c '
try: import packaging.pylock as p
except ImportError: import pip._vendor.packaging.pylock as p
p.Pylock.select' 2>/dev/null && given=$file
	done
	test "$given" || skip_all 'no packaging 26.1 in python3, and no wheel of it in TEST_WHEELS'
fi
zero=$(printf %064d 0)
tag=$("$python" -c 'import sys, platform
v = "cp%d%d" % sys.version_info[:2]
print(v + "-" + v + sys.abiflags + "-linux_" + platform.machine())')

wheel() { # NAME TAG
	echo "{name = '$1-1.0-$2.whl', url = 'https://a.example/$1-1.0-$2.whl', hashes = {sha256 = '$zero'}}"
}
package() { # NAME MARKER TAG...
	printf "[[packages]]\nname = '%s'\nversion = '1.0'\n" "$1"
	test -z "$2" || printf 'marker = "%s"\n' "$2"
	name=$1
	shift 2
	printf 'wheels = ['
	for one; do wheel "$name" "$one"; printf ','; done
	printf ']\n'
}
{
	printf "lock-version = '1.0'\ncreated-by = 'tests'\nextras = ['more']\n"
	printf "dependency-groups = ['dev', 'main']\ndefault-groups = ['main']\n"
	package any '' py3-none-any
	package both '' py3-none-any "$tag"
	package old '' py2.py3-none-any
	package stable '' "cp37-abi3-${tag##*-}"
	package windows "sys_platform == 'win32'" py3-none-any
	package linux "sys_platform == 'linux' and python_version >= '3.6'" py3-none-any
	package extra "'more' in extras" py3-none-any
	package dev "'dev' in dependency_groups" py3-none-any
	package main "'main' in dependency_groups" py3-none-any
	package source '' cp99-cp99-win32
	echo "sdist = {name = 'source-1.0.tar.gz', url = 'https://a.example/source-1.0.tar.gz', \
hashes = {sha256 = '$zero'}}"
} >pylock.toml

# selected WHAT NAMES [KEY=VALUE]...: KIND:FILE of each.
selected() {
	what=$1 wanted=$2
	shift 2
	"$python" -I "$script" select "$work/pylock.toml" ${given:+"wheel=$given"} "$@" <pylock.toml \
		>tmp/rows 2>tmp/errors || cat tmp/errors
	ok "$what" test "$(cut -f 1,5 tmp/rows | tr '\t\n' ': ')" = "$wanted "
}
file() {
	echo "wheel:$1-1.0-py3-none-any.whl"
}
first="$(file any) wheel:both-1.0-$tag.whl wheel:old-1.0-py2.py3-none-any.whl \
wheel:stable-1.0-cp37-abi3-${tag##*-}.whl $(file linux)"
source=source:source-1.0.tar.gz
selected 'markers and tags' "$first $(file main) $source"
selected 'an extra' "$first $(file extra) $(file main) $source" extra=more
selected 'a group in the place of the default' "$first $(file dev) $source" group=dev

# What one interpreter says of itself, another decides by.
"$python" -I "$script" describe >described
selected 'for a described interpreter' "$first $(file main) $source" "target=$(cat described)"
"$python" - <<'END' >other
import json
target = json.load(open("described"))
target["version"] = [3, 7]
target["abiflags"] = "m"
target["environment"].update(python_version="3.7", python_full_version="3.7.1")
print(json.dumps(target))
END
selected 'for another' "$(echo "$first" | sed "s/both-1.0-$tag/both-1.0-py3-none-any/") $(file main) \
$source" "target=$(cat other)"

# The same through venvb, and what packaging itself refuses.
sed -i "s/^lock-version.*/&\nrequires-python = '<3'/" pylock.toml
run create -q -p "$python" --plugin=seedlock --set seedlock.file=pylock.toml \
	${given:+"--set=seedlock.wheel-dir=$TEST_WHEELS"} made
expect 1 '' "venvb: plugin 'seedlock': after packages: WORK/pylock.toml: it requires Python <3, and \
this is $("$python" -c 'import platform; print(platform.python_version())')"
printf "lock-version = '1.0'\ncreated-by = 'tests'\n[[packages]]\nname = 'Not Normal'\n" >pylock.toml
run create -q -p "$python" --plugin=seedlock --set seedlock.file=pylock.toml \
	${given:+"--set=seedlock.wheel-dir=$TEST_WHEELS"} made
expect_status 1
ok 'what is wrong with it' grep -q "pylock.toml: .*Not Normal" tmp/errors
finish
