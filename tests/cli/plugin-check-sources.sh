#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb plugin check` of plugins that are compiled here: the examples and templates of the SDK,
# which have no fault, and plugins in C++, each with a fault of that language.
. "${top_srcdir:?}/tests/cli/lib.sh"
{ command -v cc && command -v c++; } >/dev/null || skip_all 'no compilers'
grep -q __asan_init "$venvb" && skip_all 'sanitizers have an end of their own'
bad=$top_srcdir/tests/plugins/bad

compile() {
	case $1 in
	*.cc) compiler='c++ -std=c++17' ;;
	*) compiler='cc -std=gnu17' ;;
	esac
	$compiler -fPIC -shared -fvisibility=hidden -I"$top_srcdir" -I"$top_srcdir/include" \
		-Wl,--version-script="$top_srcdir/sdk/venvb-plugin.map" -o "$2" "$1"
}

for source in "$top_srcdir"/sdk/examples/*.c "$top_srcdir"/sdk/examples/*.cc \
	"$top_srcdir"/sdk/template/c/NAME.c "$top_srcdir"/sdk/template/cxx/NAME.cc; do
	file=$(basename "$source")
	sed 's/@NAME@/made/g' "$source" >"made-$file"
	case $file in
	NAME.*) name=made ;;
	*) name=${file%.*} ;;
	esac
	ok "$file compiles" compile "made-$file" "$name.so"
	run plugin check "$name.so"
	expect_status 0
done

seen=
while read -r plugin checks; do
	seen="$seen $plugin.cc"
	ok "$plugin compiles" compile "$bad/$plugin.cc" "$plugin.so"
	run plugin check -q --time-limit=5 "$plugin.so"
	expect_status 1
	ok "$plugin: $checks" test "$(sed -n 's/^FAILED *\([^ ]*\) .*/\1/p' tmp/output)" = "$checks"
done <<'END'
cxx-constructor load
cxx-destructor end
cxx-leaks heap
cxx-locale globals
cxx-noexcept run
cxx-prints output
cxx-terminate globals
cxx-thread run
cxx-throws run
END
ok 'every bad plugin is tried' test "$seen" = "$(cd "$bad" && printf ' %s' *.cc)"
run plugin check -q cxx-throws.so
ok 'what the exception says' grep -q "its standard error: .*what():  no" tmp/output
finish
