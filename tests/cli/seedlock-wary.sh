#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin seedlock and locks of which not everything is good: what is not checked is not
# installed, what is remembered does no harm, and no secret gets out.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
"$python" -c 'import tomllib' 2>/dev/null || skip_all 'no python3 that reads TOML'
"$python" "$top_srcdir/tests/wheels/make_lock.py" "$work" || exit 99
cp packaging/*.whl wheels
site=lib/$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages
acme='acme-1.0-py3-none-any.whl'
tool='Tool.Kit-2.1-py3-none-any.whl'

# lock FILE [ARGUMENT]...: an environment `made` of that lock; $wheels is its wheel-dir, or nothing,
# and $variables are set.
wheels=wheels variables='PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null'
lock() {
	file=$1
	shift
	rm -rf made
	# shellcheck disable=SC2086 # a word for each variable
	run $variables create -q -p "$python" --without-pip --plugin=seedlock \
		--set "seedlock.file=$file" ${wheels:+"--set=seedlock.wheel-dir=$wheels"} "$@" made
}
forget() {
	rm -rf home/.cache
}
is_made() {
	expect 0 '' ''
	ok "$1" test -f "made/$site/$2"
}
refused() { # FILE MESSAGE [ARGUMENT]...
	lock_file=$1 message=$2
	shift 2
	lock "$lock_file" "$@"
	expect 1 '' "venvb: plugin 'seedlock': after packages: $message"
	ok "nothing is left of $lock_file" test ! -e made
}
sum() { # ALGORITHM FILE
	"$1sum" "$2" | cut -d ' ' -f 1
}
zeros() { # COUNT
	printf "%0$1d" 0
}
pylock() { # FILE HASHES
	printf '%s\n' 'lock-version = "1.0"' 'created-by = "tests"' '[[packages]]' 'name = "acme"' \
		'version = "1.0"' \
		"wheels = [{name = '$acme', path = 'wheels/$acme', hashes = {$2}}]" >"$1"
}

# Whatever the algorithm: a file at hand is held against the hash, and known by its SHA-256.
for algorithm in sha384 sha512; do
	bits=${algorithm#sha}
	forget
	pylock "pylock.$algorithm.toml" "$algorithm = '$(sum $algorithm "wheels/$acme")'"
	lock "pylock.$algorithm.toml"
	is_made "$algorithm: the right one" "acme/py.typed"
	ok 'by its SHA-256' grep -q "$(sum sha256 "wheels/$acme")" made/venvb-receipt.json
	lock "pylock.$algorithm.toml"
	is_made 'again' "acme/py.typed"
	forget
	pylock pylock.bad.toml "$algorithm = '$(zeros "$((bits / 4))")'"
	refused pylock.bad.toml "WORK/pylock.bad.toml: 'WORK/wheels/$acme' is not the locked file: its \
$algorithm is $(sum $algorithm "wheels/$acme"), and $(zeros "$((bits / 4))") was locked"
done
pylock pylock.weak.toml "md5 = '$(sum md5 "wheels/$acme")'"
refused pylock.weak.toml "WORK/pylock.weak.toml: package 'acme' has no hash but md5, and only \
sha256, sha384, sha512 are taken"
echo "acme==1.0 --hash=md5:$(sum md5 "wheels/$acme")" >weak.txt
refused weak.txt "WORK/weak.txt: line 1: 'acme' has no hash but md5, and only sha256, sha384, \
sha512 are taken"
printf '\nacme==1.0 --hash=sha256:abc\n' >short.txt
refused short.txt "WORK/short.txt: line 2: 'acme': 'abc' is no sha256, which has 64 hexadecimal \
digits"

# One of several hashes, whichever comes first.
forget
echo "https://a.example/$acme --hash=sha256:$(zeros 64) \
--hash=sha256:$(sum sha256 "wheels/$acme")" >two.txt
lock two.txt
is_made 'the second hash is its' "acme/py.typed"

# The name and version that the lock has are those of the file.
forget
sed "s/acme-1.0-py3-none-any.whl/acme-1.1-py3-none-any.whl/g; s/sha256 = .*}}/sha256 = \
'$(sum sha256 wheels/acme-1.1-py3-none-any.whl)'}}/" pylock.sha512.toml |
	sed "s/sha512 = '[^']*'/sha256 = '$(sum sha256 wheels/acme-1.1-py3-none-any.whl)'/" \
		>pylock.other.toml
lock pylock.other.toml
expect_status 1
ok 'another version' grep -q 'holds acme 1.1, and acme 1.0 was asked for' tmp/errors

# Where wheels lay once, and where they did not, is not remembered.
forget
printf '%s\n' "acme==1.0 --hash=sha256:$(zeros 64) --hash=sha256:$(sum sha256 "wheels/$acme")" \
	>pinned.txt
wheels=
refused pinned.txt "1 package is neither in the cache nor in 'wheel-dir' (acme 1.0), and 'offline' \
was asked for" --set=seedlock.offline=yes
wheels=wheels
lock pinned.txt --set=seedlock.offline=yes
is_made 'where it is now' "acme/py.typed"
mv wheels moved
wheels=
lock pinned.txt --set=seedlock.offline=yes
is_made 'out of the cache' "acme/py.typed"
rm -r home/.cache/venvb/images
wheels=moved
lock pinned.txt --set=seedlock.offline=yes
is_made 'the cache has lost it' "acme/py.typed"
mv moved wheels
wheels=wheels

# Without hashes, when that is allowed, a wheel of that version will do.
echo acme==1.0 >unhashed.txt
forget
lock unhashed.txt --set=seedlock.allow-unhashed=yes --set=seedlock.offline=yes
is_made 'by its version' "acme/py.typed"

# A selection of more than a megabyte.
forget
"$python" -c 'import sys
print("acme==1.0", *("--hash=sha256:%064x" % n for n in range(20000)), "--hash=sha256:" + sys.argv[1])
' "$(sum sha256 "wheels/$acme")" >long.txt
lock long.txt
is_made 'twenty thousand hashes' "acme/py.typed"

# The user's own index is the only one; the lock's are places that nobody answers at.
forget
mkdir -p index/acme
echo "<a href='../../wheels/$acme#sha256=$(sum sha256 "wheels/$acme")'>$acme</a>" >index/acme/index.html
wheels='' variables='PIP_CONFIG_FILE=/dev/null PIP_RETRIES=0'
for line in '--index-url file:///nowhere' '-i file:///nowhere' '--no-index' '--no-index --pre'; do
	forget
	printf '%s\n' "$line" "acme==1.0 --hash=sha256:$(sum sha256 "wheels/$acme")" >indexed.txt
	lock indexed.txt "--set=seedlock.index-url=file://$work/index"
	expect_status 0
	ok "$line: the user's index" test -f "made/$site/acme/py.typed"
done
# Which file was another, and what it was, is said.
forget
echo "acme==1.0 --hash=sha256:$(zeros 64)" >indexed.txt
lock indexed.txt "--set=seedlock.index-url=file://$work/index"
expect_status 1
ok 'the package, and both hashes' grep -q "acme.*$(zeros 64).*$(sum sha256 "wheels/$acme")" tmp/errors
echo "acme==1.0 --hash=sha256:$(sum sha256 "wheels/$acme")" >indexed.txt
forget
forget
echo "--trusted-host a.example" >>indexed.txt
lock indexed.txt -v
expect_status 1
ok 'no host is trusted' test -z "$(grep 'a.example' tmp/errors)"

# Places beside the lock, whatever it is called and wherever we are.
forget
variables='PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null'
mkdir "a #b -c" elsewhere
printf '%s\n' '--find-links ../wheels' "tool-kit==2.1 --hash=sha256:$(sum sha256 "wheels/$tool")" \
	>"a #b -c/links.txt"
cd elsewhere || exit 99
lock "../a #b -c/links.txt"
cd .. || exit 99
expect 0 '' ''
ok 'links beside the lock' test -f "elsewhere/made/$site/tool_kit.py"
cp -r sources pylock.source.toml "a #b -c"
wheels=packaging
lock "a #b -c/pylock.source.toml"
is_made 'a source beside the lock' grown.py
wheels=wheels

# A lock cannot ask for variables of ours.
forget
sed "s#path = '[^']*'#url = 'file:///nowhere/\${PIP_WORD}/$acme'#" pylock.sha512.toml >pylock.variable.toml
wheels=packaging variables='PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null PIP_WORD=sesame'
lock pylock.variable.toml
expect_status 1
ok 'a variable stays one' grep -q '24%7BPIP_WORD\|{PIP_WORD}' tmp/errors
ok 'without its value' test -z "$(grep sesame tmp/errors)"
wheels=wheels variables='PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null'

# Passwords are neither installed, nor recorded, nor remembered; what needs one is decided anew.
forget
printf '%s\n' '--index-url https://user:sesame@a.example/simple' \
	"https://user:se@same\$\$@a.example/$acme --hash=sha256:$(sum sha256 "wheels/$acme")" >secret.txt
lock secret.txt
is_made 'a lock with a password' "acme/py.typed"
ok 'the URL is recorded' grep -q "https://a.example/$acme" made/venvb-receipt.json \
	"made/$site/acme-1.0.dist-info/direct_url.json"
ok 'and not the password' test -z "$(grep -r -l 'same' made/venvb-receipt.json "made/$site" home)"
ok 'what is remembered' test -n "$(grep -r -l 'a.example' home/.cache/venvb/plugins)"
lock secret.txt
is_made 'a lock with a password, again' "acme/py.typed"
rm -r home/.cache/venvb/images
run create --dry-run -p "$python" --plugin=seedlock --set=seedlock.file=secret.txt other
expect_status 0
ok 'it is missing' grep -q 'would fetch 1 package: acme 1.0' tmp/errors
wheels=wheels

# No code is run out of what anybody may have put there.
forget
cp -r wheels open
"$python" - open/packaging-26.9-py3-none-any.whl "$work/ran" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as out:
    for name in "__init__", "pylock", "tags", "requirements", "markers":
        out.writestr("packaging/%s.py" % name, "open(%r, 'w')\n" % sys.argv[2])
END
chmod 777 open
wheels=open
lock pylock.sha512.toml
ok 'not run' test ! -e ran
if ! "$python" -I -c 'import packaging.pylock' 2>/dev/null; then
	expect_status 1
	ok 'who could have' \
		grep -q "'$work/open/packaging-.*' is not to be trusted: the directory" tmp/errors
fi
chmod 755 open
forget
lock pylock.sha512.toml
ok 'run, when it is ours' test -e ran
wheels=wheels
finish
