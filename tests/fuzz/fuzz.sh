#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh DIR SECONDS TARGET...: each target under libFuzzer, with the address and undefined
# behaviour sanitizers, in a build below DIR. What it finds is kept there and stops it; new inputs
# that reach new code are kept in DIR/found.
set -eu

dir=$1 seconds=$2
shift 2
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
if ! command -v clang >/dev/null; then
	echo 'fuzz: clang is needed: it brings libFuzzer' >&2
	exit 1
fi
mkdir -p "$dir/build" "$dir/found"
cd "$dir/build"
if [ ! -e Makefile ]; then
	"${top_srcdir:?}/configure" --disable-shared --quiet CC=clang \
		CFLAGS="-g -O1 -fno-omit-frame-pointer $sanitize -fsanitize=fuzzer-no-link" \
		LDFLAGS="$sanitize"
fi
make -s core/libcore.la core/unpack/libunpack.la plugins/variables/libvariables.la \
	plugins/policy/libpolicy.la sdk/test/libvenvbtest.a >/dev/null

build() {
	more=
	case $1 in
	envfile) more=plugins/variables/.libs/libvariables.a ;;
	policy) more=plugins/policy/.libs/libpolicy.a ;;
	wheel) more="$top_srcdir/core/unpack/archive.c $top_srcdir/core/unpack/digest.c" ;;
	esac
	# shellcheck disable=SC2046,SC2086 # lists of words
	clang -g -O1 $sanitize -fsanitize=fuzzer -D_GNU_SOURCE -DHAVE_CONFIG_H -std=gnu17 \
		-I. -I"$top_srcdir" -I"$top_srcdir/include" \
		-DVB_SYSCONFDIR='"/nowhere"' -DVB_PLUGINDIR='"/nowhere"' \
		-DVB_LIBEXECDIR='"/nowhere"' -DVB_DATADIR='"/nowhere"' \
		"$top_srcdir/tests/fuzz/fuzz_$1.c" "$top_srcdir/tests/fuzz/fuzz.c" \
		"$top_srcdir/core/paths.c" \
		$more sdk/test/libvenvbtest.a core/unpack/.libs/libunpack.a core/.libs/libcore.a \
		$(pkg-config --libs jansson) -larchive -lcrypto -ldl -o "fuzz_$1"
}

for target; do
	build "$target"
	mkdir -p "$dir/found/$target"
	if [ "$target" = elf ]; then
		cp "$top_srcdir"/tests/museum/*/*/*.so "$dir/found/elf"
	fi
	if ! "./fuzz_$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 \
		-max_len=65536 -print_final_stats=1 -artifact_prefix="$dir/$target-" \
		"$dir/found/$target" "$top_srcdir/tests/fuzz/corpus/$target" \
		>"$dir/$target.log" 2>&1; then
		tail -n 40 "$dir/$target.log" >&2
		echo "fuzz: $target: the input is in '$dir/$target-…'; mend it and add it to" \
			"tests/fuzz/corpus/$target" >&2
		exit 1
	fi
	sed -n "s/^stat::number_of_executed_units: */$target: inputs: /p" "$dir/$target.log"
done
