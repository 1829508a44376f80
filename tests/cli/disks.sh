#!/bin/sh
# SPDX-License-Identifier: MIT
# Disks that are full, without inodes, read-only or over quota, overlays and mount points: the old
# environment or the new one, nothing beside it, and a cache that is whole.
if test "${IN_NAMESPACE:-}" != yes; then
	unshare -m --propagation private true 2>/dev/null || {
		echo '1..0 # SKIP file systems cannot be mounted here'
		exit 77
	}
	IN_NAMESPACE=yes exec unshare -m --propagation private sh "$0"
fi
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
mkdir small cache
mount -t tmpfs -o size=1m tmpfs small 2>/dev/null || skip_all 'file systems cannot be mounted here'
umount small

# on OPTIONS: a small file system of that kind.
on() {
	umount small 2>/dev/null
	mount -t tmpfs -o "$1" tmpfs small || exit 99
}
create() {
	run create -q -p "$python" "--cache-dir=$work/cache" "$@"
}
print_of() { # all there is of a tree, and its contents
	(cd "$1" && find . -printf '%p %y %m %l\n' | sort && find . -type f -print0 | sort -z |
		xargs -0 cat | cksum)
}
nothing_in() {
	test -z "$(ls -A "$1")" || { find "$1" | sed 's/^/# /'; return 1; }
}
complete() {
	"$1/bin/python" -I -c 'import pip' && test -f "$1/venvb-receipt.json"
}

create warm
ok 'the cache is filled' test "$status" = 0
create --clear warm
before=$(print_of warm)

# --- full: at each of many sizes, until there is room -------------------------------------------
sizes=
for kib in 4 16 64 128 256 512 1024 1536 2048 3072 4096 6144 8192 10240 12288 16384 20480 24576 \
	32768 65536; do
	on "size=${kib}k"
	create small/env
	if test "$status" = 0; then
		ok "${kib} KiB: complete" complete small/env
		break
	fi
	sizes="$sizes $kib"
	ok "${kib} KiB: status 1" test "$status" = 1
	ok "${kib} KiB: one line" sh -c 'test "$(wc -l <tmp/errors)" = 1 &&
		grep -q "No space left on device" tmp/errors'
	ok "${kib} KiB: nothing is left" nothing_in small
done
ok 'several sizes are too small' sh -c "test $(echo "$sizes" | wc -w) -gt 3"

# With as little room as it takes, there is none for another: the old one stays as it is.
old=$(print_of small/env)
create --clear small/env
if test "$status" != 0; then
	ok 'the old one is as it was' test "$(print_of small/env)" = "$old"
	ok 'nothing beside it' test "$(ls -A small)" = env
fi

# --- no inodes -----------------------------------------------------------------------------------
for inodes in 2 5 20 100 500; do
	on "size=100m,nr_inodes=$inodes"
	create small/env
	ok "$inodes inodes: status 1" test "$status" = 1
	ok "$inodes inodes: nothing is left" nothing_in small
done

# --- an update in place, and nothing left to write with -----------------------------------------
on size=64m
create --without-pip small/env
head -c 200m /dev/zero >small/ballast 2>/dev/null
old=$(print_of small/env)
create small/env
ok 'an update of what cannot grow' test "$status" = 1
ok 'leaves it as it was' test "$(print_of small/env)" = "$old"
rm small/ballast
create small/env
ok 'and goes well when there is room' complete small/env

# --- read-only -----------------------------------------------------------------------------------
old=$(print_of small/env)
mount -o remount,ro small
for arguments in 'small/new' 'small/env' '--clear small/env' '--upgrade small/env'; do
	# shellcheck disable=SC2086 # words
	create --set seedpip.wheel=no $arguments
	case $arguments in
	small/env) ;; # there may be nothing to write
	*) ok "read-only: $arguments" test "$status" = 1 ;;
	esac
	ok "read-only: $arguments: as it was" test "$(print_of small/env)" = "$old"
done
run remove -q small/env
ok 'read-only: remove' test "$status" = 1
ok 'read-only: remove: as it was' test "$(print_of small/env)" = "$old"
mount -o remount,rw small

# --- a cache that is full, or read-only ----------------------------------------------------------
for kib in 4 64 1024 4096; do
	on "size=${kib}k,mode=700"
	rm -rf env
	run create -q -p "$python" "--cache-dir=$work/small" env
	ok "a cache of ${kib} KiB" complete env
	run create -q -p "$python" "--cache-dir=$work/small" --clear env
	ok "a cache of ${kib} KiB, again" complete env
done
# Several processes unpack, and each finds it full.
mkdir wheels
"$python" -B - wheels >requirements.txt <<'END'
import hashlib, os, sys
sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests/strike"))
import strike
for name in ("one", "two", "three", "four", "five"):
    with open(strike.make_wheel(sys.argv[1], "1.0", name), "rb") as wheel:
        print("%s==1.0 --hash=sha256:%s" % (name, hashlib.sha256(wheel.read()).hexdigest()))
END
for kib in 16 64 128; do
	on "size=${kib}k,mode=700"
	rm -rf env
	run create -q -p "$python" "--cache-dir=$work/small" --without-pip \
		--plugin=seedlock,file=requirements.txt,wheel-dir=wheels env
	ok "a lock, and a cache of ${kib} KiB" sh -c \
		'test "$(env/bin/python -I -c "import one, two, three, four, five; print(1)")" = 1'
	ok "a lock, and a cache of ${kib} KiB: nothing is left" \
		test -z "$(find tmp -name 'venvb-*')"
done
on size=64m,mode=700
run create -q -p "$python" "--cache-dir=$work/small" --clear env
mount -o remount,ro small
run create -q -p "$python" "--cache-dir=$work/small" --clear env
ok 'a cache that is read-only' complete env
mount -o remount,rw small

# --- files that may not grow ---------------------------------------------------------------------
rm -rf env
(ulimit -f 1 && run create -q -p "$python" "--cache-dir=$work/none" env)
ok 'RLIMIT_FSIZE: nothing is left' test ! -e env
ok 'RLIMIT_FSIZE: nor beside it' sh -c 'test -z "$(ls -A | grep "^[.]env[.]")"'

# --- quota ---------------------------------------------------------------------------------------
if umount small && mount -t tmpfs -o usrquota_block_hardlimit=2m tmpfs small 2>/dev/null &&
	setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	chmod 1777 small
	mkdir small/home && chown 65534 small/home
	chmod 755 "$work" && chmod 1777 "$work/tmp"
	if setpriv --reuid=65534 --clear-groups test -x "$venvb"; then
		setpriv --reuid=65534 --clear-groups env -i PATH="$PATH" HOME="$work/small/home" \
			TMPDIR="$work/small" "$venvb" create -q -p "$python" \
			"$work/small/home/env" 2>tmp/errors </dev/null
		ok 'over quota: it fails' test $? = 1
		ok 'over quota: nothing is left' test ! -e small/home/env
	fi
else
	mount -t tmpfs tmpfs small
fi

# --- another file system than the cache's --------------------------------------------------------
on size=200m
for mode in auto copy hardlink; do
	rm -rf small/env
	create "--link-mode=$mode" small/env
	case $mode,$status in
	hardlink,1) ok 'hardlink: refused' grep -q . tmp/errors ;;
	*) ok "link-mode=$mode" complete small/env ;;
	esac
done

# --- a mount point is the target -----------------------------------------------------------------
on size=200m
create small
ok 'a mount point' complete small
create small
ok 'a mount point, brought up to date' complete small
create --clear small
ok 'a mount point, cleared' complete small
ok 'a mount point: nothing else in it' sh -c 'test -z "$(ls -A small | grep venvb- |
	grep -v "^venvb-receipt.json$")"'
run remove -q small
ok 'a mount point, removed: status' test "$status" = 0 -o "$status" = 1
ok 'a mount point, removed: empty, or as it was' sh -c \
	'test -z "$(ls -A small)" || test -f small/pyvenv.cfg'

# --- an overlay ----------------------------------------------------------------------------------
on size=400m
mkdir small/lower small/upper small/work merged
create small/lower/env
low=$(print_of small/lower)
if mount -t overlay -o lowerdir=small/lower,upperdir=small/upper,workdir=small/work overlay merged \
	2>/dev/null; then
	create merged/env
	ok 'overlay: brought up to date' complete merged/env
	create --clear --without-pip merged/env
	ok 'overlay: cleared' test ! -e "$(echo merged/env/lib/python3*/site-packages/pip)"
	ok 'overlay: one environment' test "$(ls -A merged)" = env
	create merged/env
	ok 'overlay: and filled again' complete merged/env
	run remove -q merged/env
	ok 'overlay: removed' nothing_in merged
	ok 'overlay: the lower layer is as it was' test "$(print_of small/lower)" = "$low"
	umount merged
fi

# --- the current directory is the target ---------------------------------------------------------
mkdir here && cd here || exit 99
create .
ok 'the current directory' complete .
create --clear .
ok 'the current directory, cleared' complete .
cd "$work" || exit 99
ok 'the current directory: by its name' complete here

# --- and the cache of all this is whole ----------------------------------------------------------
create --clear warm
ok 'the cache is whole' test "$(print_of warm)" = "$before"
umount small
finish
