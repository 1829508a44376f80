#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin seedlock: environments of what a lock names, and each reason to refuse one. The wheels
# and the locks are made here, packaging is a stand-in, and no index is asked.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
"$python" -c 'import tomllib' 2>/dev/null || skip_all 'no python3 that reads TOML'
"$python" "$top_srcdir/tests/wheels/make_lock.py" "$work" || exit 99
cp packaging/*.whl wheels
site=lib/$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages

# lock FILE [ARGUMENT]...: an environment `made` of that lock, with the wheels in $wheels.
wheels=wheels
lock() {
	file=$1
	shift
	rm -rf made
	run PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null create -q -p "$python" --plugin=seedlock \
		--set "seedlock.file=$file" --set "seedlock.wheel-dir=$wheels" "$@" made
}

refused() { # FILE MESSAGE [ARGUMENT]...
	lock_file=$1
	message=$2
	shift 2
	lock "$lock_file" "$@"
	expect 1 '' "venvb: plugin 'seedlock': after packages: $message"
	ok "nothing is left of $lock_file" test ! -e made
}

lock pylock.toml --without-pip
expect 0 '' ''
ok 'a script' sh -c 'test "$(made/bin/acme)" = acme'
ok 'data' grep -qx shared made/share/acme.txt
ok 'the other package' test -f "made/$site/tool_kit.py"
ok 'and no other' sh -c "test \$(ls -d made/$site/*.dist-info | wc -l) = 2"
ok 'asked for' test -f "made/$site/acme-1.0.dist-info/REQUESTED"
run verify --trust-receipt made
expect 0 'good      WORK/made' ''

# The second time nothing runs but venvb.
if strace -o tmp/trace true 2>/dev/null; then
	rm -rf made
	# The sanitizer of leaks cannot work below another tracer.
	ok 'a warm run' strace -f -qq -e trace=execve -o tmp/trace env -i PATH="$PATH" \
		ASAN_OPTIONS=detect_leaks=0 HOME="$work/home" "$venvb" create -q -p "$python" --without-pip --plugin=seedlock \
		--set seedlock.file=pylock.toml --set seedlock.wheel-dir=wheels made
	ok 'starts nothing' sh -c 'test "$(grep -c "execve.* = 0" tmp/trace)" = 2' # env, and venvb
fi

# With pip beside it, which checks what is there.
lock pylock.toml
expect 0 '' ''
ok 'pip check' made/bin/python -I -m pip check
made/bin/python -I -m pip freeze >tmp/frozen
printf 'acme==1.0\nTool.Kit==2.1\n' >tmp/wanted
ok 'pip freeze' diff tmp/frozen tmp/wanted

lock locked.txt --without-pip
expect 0 '' ''
ok 'requirements: by hash' sh -c "test \$(ls -d made/$site/*.dist-info | wc -l) = 2"

lock pylock.extra.toml --without-pip
ok 'without the extra' test ! -e "made/$site/tool_kit.py"
lock pylock.extra.toml --without-pip --set seedlock.extras=more
ok 'with the extra' test -f "made/$site/tool_kit.py"
refused pylock.extra.toml "WORK/pylock.extra.toml: it has no extra 'less': it has more" \
	--set seedlock.extras=less

# A source is built once.
lock pylock.source.toml --without-pip
expect 0 '' ''
ok 'built' test -f "made/$site/grown.py"
mv sources elsewhere
lock pylock.source.toml --without-pip --set seedlock.offline=yes
expect 0 '' ''
mv elsewhere sources
ok 'not built again' test -f "made/$site/grown.py"

sed "s#path = \"[^\"]*\"#url = \"file://$work/sources/grown-3.0.tar.gz\"#" \
	pylock.source.toml >pylock.url.toml
lock pylock.url.toml --without-pip
expect 0 '' ''
ok 'the receipt names the source' grep -q "grown-3.0.tar.gz#sha256=$(sha256sum \
	sources/grown-3.0.tar.gz | cut -d ' ' -f 1)" made/venvb-receipt.json

# Another wheel of the same version takes the place of the one that is there.
lock pylock.toml --without-pip
wheels_of() {
	run PIP_NO_INDEX=1 create -q -p "$python" --without-pip --plugin=seedlock \
		--set "seedlock.file=$1" --set seedlock.wheel-dir=wheels made
	expect 0 '' ''
}
wheels_of pylock.rebuilt.toml
ok 'what it holds' grep -q rebuilt "made/$site/acme/__init__.py"
ok 'its hash' grep -q "$(sed -n "s/.*sha256 = .\([0-9a-f]*\).*/\1/p" pylock.rebuilt.toml)" \
	made/venvb-receipt.json
run verify --trust-receipt made
expect 0 'good      WORK/made' ''

# What was installed beside the lock is told.
mkdir "made/$site/stray-1.0.dist-info"
printf 'Metadata-Version: 2.1\nName: stray\nVersion: 1.0\n' >"made/$site/stray-1.0.dist-info/METADATA"
printf 'stray.py,,\nstray-1.0.dist-info/METADATA,,\nstray-1.0.dist-info/RECORD,,\n' \
	>"made/$site/stray-1.0.dist-info/RECORD"
touch "made/$site/stray.py"
run verify made
expect_status 1
ok 'a package that is not locked' grep -q stray tmp/output

# Another version in place of the old one, and what the lock no longer names goes.
lock pylock.toml --without-pip
cp -a made kept
run PIP_NO_INDEX=1 create -q -p "$python" --without-pip --plugin=seedlock \
	--set seedlock.file=pylock.newer.toml --set seedlock.wheel-dir=wheels made
expect 0 '' ''
ok 'the new version' test -d "made/$site/acme-1.1.dist-info"
ok 'the old one is gone' test ! -e "made/$site/acme-1.0.dist-info"
ok 'what is not locked any more is gone' test ! -e "made/$site/tool_kit.py"
rm -rf kept

# What differs from the lock is told.
lock pylock.toml --without-pip
rm -r "made/$site/tool_kit.py" "made/$site"/Tool.Kit-2.1.dist-info
run verify made
expect_status 1
ok 'what is missing' grep -q 'missing .*Tool.Kit-2.1.dist-info' tmp/output

refused pylock.python.toml "WORK/pylock.python.toml: it requires Python ==9.9.*, and this is \
$("$python" -c 'import platform; print(platform.python_version())')"
refused pylock.alien.toml "WORK/pylock.alien.toml: no wheel found matching the provided tags for \
package 'alien', and no sdist available as a fallback"
refused pylock.version.toml "WORK/pylock.version.toml: pylock version '7.0' is not supported"
refused loose.txt "WORK/loose.txt: line 1: 'acme>=1.0' is not pinned to one version with '=='"
refused unhashed.txt "WORK/unhashed.txt: line 1: 'acme' has no hash; the option 'allow-unhashed' \
takes it without"
refused absent.toml "the lock 'WORK/absent.toml' cannot be read: No such file or directory"
refused wheels "the lock 'WORK/wheels' is not a file"
lock pylock.broken.toml
expect_status 1
lock unhashed.txt --without-pip --set seedlock.allow-unhashed=yes
expect_status 0
ok 'unhashed, when that is allowed' test -d "made/$site/acme-1.0.dist-info"

# The hash is asked of the file, and a file with another is not unpacked.
lock pylock.hash.toml
expect_status 1
ok 'a hash that does not match' grep -q "its SHA-256 is .*, and 0000" tmp/errors
ok 'leaves nothing' test ! -e made
wheels=packaging
missing="2 packages are neither in the cache nor in 'wheel-dir' (acme 1.0, tool-kit 2.1), and"
refused pylock.gone.toml "$missing 'offline' was asked for" --set seedlock.offline=yes
refused pylock.gone.toml "$missing pip did not get all of them: No matching distribution found for \
tool-kit==2.1"
wheels=wheels

# Two that have one file: the same bytes are one file, others a question.
lock pylock.clash.toml
expect_status 1
ok 'both are named' grep -q "clash_one 1.0 and clash_two 1.0 both bring '$site/shared.py'" tmp/errors
lock pylock.clash.toml --without-pip --set seedlock.on-conflict=last
expect 0 '' ''
ok 'the one that pip would leave' grep -q "'one'" "made/$site/shared.py"
for name in one two; do
	ok "clash_$name lists it" grep -q '^shared.py,' "made/$site/clash_$name-1.0.dist-info/RECORD"
done

# A dry run says what it would fetch, and writes nothing.
rm -rf made
run create --dry-run -p "$python" --plugin=seedlock --set seedlock.file=pylock.gone.toml \
	--set seedlock.wheel-dir=packaging made
expect_status 0
ok 'what would be fetched' grep -q 'would fetch 2 packages: acme 1.0, tool-kit 2.1' tmp/errors
ok 'nothing is written' test ! -e made

# What it would fetch is in the plan, too, where policies see it, whichever file it will be.
rm -rf home/.cache
printf 'acme==1.0 --hash=sha256:%064d --hash=sha256:%064d\n' 1 2 >gone.txt
printf 'tool-kit==2.1 --hash=sha256:%064d\n' 3 >>gone.txt
run create --dry-run --json -p "$python" --without-pip --plugin=seedlock --set seedlock.file=gone.txt made
expect_status 0
"$python" - >tmp/planned <<'END'
import json
for package in json.load(open("tmp/output"))["packages"]:
    print(package["name"], package["version"], package.get("sha256", "unknown"))
END
printf 'acme 1.0 unknown\ntool-kit 2.1 unknown\n' >tmp/wanted
ok 'all of it is planned' diff tmp/planned tmp/wanted

# Found by itself, when there is one.
mkdir project && cp pylock.toml project && cp -r wheels project
cd project || exit 99
run create -q -p "$python" --without-pip --plugin=seedlock --set seedlock.wheel-dir=wheels .venv
cd ..
expect 0 '' ''
ok 'the lock of the project' test -f "project/.venv/$site/tool_kit.py"
cp locked.txt project/requirements.txt
run create -q -p "$python" --plugin=seedlock project/other
expect 1 '' "venvb: plugin 'seedlock': after packages: there are several locks, \
'WORK/project/pylock.toml' and 'WORK/project/requirements.txt': name one with the option 'file'"
mkdir empty
run create -q -p "$python" --plugin=seedlock empty/.venv
expect 1 '' "venvb: plugin 'seedlock': after packages: there is no lock in 'WORK/empty' \
(pylock.toml, or requirements.txt with hashes): name one with the option 'file'"

# Without packaging a pylock.toml cannot be read, and what would do is said.
mkdir bare
run XDG_CACHE_HOME="$work/tmp/cache" create -q -p "$python" --plugin=seedlock \
	--set seedlock.file=pylock.toml --set seedlock.wheel-dir=bare made
if "$python" -I -c 'import packaging.pylock' 2>/dev/null; then
	ok 'packaging is installed' true
else
	expect 1 '' "venvb: plugin 'seedlock': after packages: 'WORK/pylock.toml' can only be read \
with packaging 26.1 or later, and none is at hand: put its wheel, or that of pip 26.1 or later, into \
a directory, and name that with the option 'wheel-dir'"
fi
finish
