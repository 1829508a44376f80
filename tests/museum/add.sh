#!/bin/sh
# SPDX-License-Identifier: MIT
# Adds a plugin, as it is compiled today, to the museum that every later venvb must load:
#
#	tests/museum/add.sh [-d DIR] [-o OBJECT] SOURCE [KEY=VALUE]...
#
# SOURCE is C or C++, compiled against the header of this tree; of another language it is given
# with -o what was made of it. The keys are options of the plugin that the test is to set. Beside
# NAME.so comes NAME.txt: where it is from, and which paths it adds to a plan (of whichever Python,
# so that is X.Y in them), which is asked of the venvb built in top_builddir (by default the current directory). Nothing is ever replaced.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
venvb=${top_builddir:-.}/tests/venvb
header=$top/include/venvb/plugin.h
dir=$top/tests/museum
object=
while getopts d:o: letter; do
	case $letter in
	d) dir=$OPTARG ;;
	o) object=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
: "${1:?no source}"
source=$1
shift

number() {
	sed -n "s/^#define VENVB_$1 //p" "$header"
}
sum() {
	sha256sum "$1" | cut -d' ' -f1
}
options=
for option; do
	options="$options,$option"
done
contract=$(number MAJOR).$(number MINOR)
name=$(basename "$source" | sed 's/\.[^.]*$//')
place=$dir/$contract/$(uname -m)
test ! -e "$place/$name.so" || {
	echo "$place/$name.so is there already" >&2
	exit 1
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
so=$scratch/$name.so
case $object,$source in
,*.c) set -- "${CC:-cc}" -std=c99 -O2 ;;
,*.cc) set -- "${CXX:-c++}" -std=c++11 -O2 ;;
,*) echo "of '$source' the object must be given, with -o" >&2; exit 2 ;;
*) set -- ;;
esac
command="given as an object"
if test $# -gt 0; then
	command="$* -I include -fPIC -fvisibility=hidden -shared -Wl,-z,defs -o $name.so"
	"$@" -I "$top/include" -fPIC -fvisibility=hidden -shared -Wl,-z,defs -o "$so" "$source"
	compiler=$("$1" --version | sed 1q)
else
	# Where it was compiled is of no interest.
	strip -g -o "$so" "$object"
	compiler=$(strings -a "$so" | grep -m1 -E 'GCC:|clang version|rustc version' || :)
fi
chmod go-w "$so"

# A failure here is one to look at: a plugin that does nothing is not worth keeping.
"$venvb" create --dry-run --json --without-pip --plugin="$so$options" "$scratch/env" >"$scratch/plan"
mkdir -p "$place"
{
	echo "plugin: $name"
	echo "contract: $contract"
	echo "machine: $(uname -m), $(getconf GNU_LIBC_VERSION 2>/dev/null || echo 'another libc')"
	echo "source: $(realpath --relative-to="$top" "$source"), SHA-256 $(sum "$source")"
	echo "commit: $(git -C "$top" rev-parse HEAD 2>/dev/null || echo unknown)"
	echo "compiler: $compiler"
	echo "command: $command"
	echo "object: SHA-256 $(sum "$so")"
	echo "options: $options"
	python3 -c '
import json, re, sys
for node in json.load(sys.stdin)["plan"]:
    if node["by"] == sys.argv[1]:
        print("adds:", re.sub(r"python\d+\.\d+", "pythonX.Y", node["path"]))
' "$name" <"$scratch/plan"
} >"$scratch/$name.txt"
cp "$so" "$scratch/$name.txt" "$place"
echo "added $place/$name.so"
