#!/bin/sh
# SPDX-License-Identifier: MIT
# The same request gives the same bytes: one environment made twice, at one path, on two file
# systems where there are two, with another locale, time zone and home directory, with a cold
# cache and a warm one, linked and copied.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# Another file system than the one of the build, or another directory of the same.
elsewhere=$work/other
mkdir -p "$elsewhere"
if shared=$(mktemp -d /dev/shm/venvb.XXXXXX 2>/dev/null); then
	trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work" "$shared"' EXIT
	elsewhere=$shared
fi

# Every entry below $1: kind, mode, path, and the target of a link, the digest and the time of a
# file. Files of packages have the time of their wheel; what is planned singly has no time to keep.
describe() {
	(cd "$1" && find . -path '*/__pycache__' -prune -o -type d -printf 'd %m %p\n' \
		-o -type l -printf 'l %p %l\n' -o -type f -printf 'f %m %p\n') | LC_ALL=C sort
	(cd "$1" && find . -name __pycache__ -prune -o -type f -exec sha256sum {} +) | LC_ALL=C sort -k2
	(cd "$1" && find lib -name __pycache__ -prune -o -path '*/pip/*' -type f -printf '%T@ %p\n') |
		LC_ALL=C sort -k2
}

# The directory of the environment is always "place": resolved, so that its own path is the same,
# it must not be a link. It is made, described, and moved to the other file system or away.
mkdir place
umask 022
run create -q -p "$python" --compile=never --link-mode=copy --cache-dir="$work/cold" place/env
expect_status 0
describe place/env >one
mv place/env "$work/first"
run HOME=/nonexistent LC_ALL=C TZ=Asia/Tokyo create -q -p "$python" --compile=never \
	--link-mode=copy --cache-dir="$work/cold" place/env
expect_status 0
describe place/env >two
ok 'a warm cache, another home, locale and time zone' diff one two
mv place/env "$work/second"
ok 'as bytes' diff -r "$work/first" "$work/second"

# The cache on the other file system: what is linked is now copied across, or the reverse.
run create -q -p "$python" --compile=never --cache-dir="$elsewhere/cache" \
	--set link-mode=copy place/env
describe place/env >two
ok 'a cold cache on another file system' diff one two
rm -rf place/env

# Hard links instead of copies: another request, and only the receipt tells of it.
run create -q -p "$python" --compile=never --link-mode=hardlink --cache-dir="$work/cold" place/env
expect_status 0
describe place/env | grep -v venvb-receipt >two
grep -v venvb-receipt one >plain
ok 'hard links' diff plain two
ok 'its receipt tells so' grep -q '"link-mode": "hardlink"' place/env/venvb-receipt.json
rm -rf place/env

# The environment itself on the other file system: there its path is another, and nothing else.
run create -q -p "$python" --compile=never --link-mode=copy --cache-dir="$work/cold" \
	"$elsewhere/env"
expect_status 0
# What it holds but for the path; RECORD has the digests of scripts, whose first line is the path.
plain() {
	(cd "$1" && find . -type f ! -name RECORD | LC_ALL=C sort | while read -r file; do
		printf '%s ' "$file"
		sed "s#$2#HERE#g" "$file" | cksum
	done)
	(cd "$1" && find . -type d -printf 'd %m %p\n' -o -type l -printf 'l %p %l\n' \
		-o -type f -printf 'f %m %p\n') | LC_ALL=C sort
}
plain "$work/first" "$work/place/env" >one
plain "$elsewhere/env" "$elsewhere/env" >two
ok 'on another file system, the path apart' diff one two
finish
