#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb create --from`: another environment like one that is there, and what a receipt that may be
# a stranger's cannot have done.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
"$python" -c 'import tomllib' 2>/dev/null || skip_all 'no python3 that reads TOML'
"$python" "$top_srcdir/tests/wheels/make_lock.py" "$work" || exit 99
cp packaging/*.whl wheels
site=lib/$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages
version=$("$python" -c 'import platform; print(platform.python_version())')
series=${version%.*}
PATH=$(dirname "$python"):$PATH

# make LOCK [ARGUMENT]...: the environment `made` of that lock.
make() {
	file=$1
	shift
	rm -rf made
	run PIP_NO_INDEX=1 create -q -p "$python" --plugin=seedlock --set "seedlock.file=$file" \
		--set seedlock.wheel-dir=wheels "$@" made
	expect 0 '' ''
}
# again [ARGUMENT]...: `other`, of the receipt of `made` or of `receipt`, where that is there.
again() {
	rm -rf other
	from=made
	if test -e receipt; then from=receipt; fi
	run PIP_NO_INDEX=1 create -q --from "$from" "$@" other
}
# doctor CODE: `receipt`, the one of `made` after what CODE does to its `r`.
doctor() {
	"$python" -c '
import json, sys
r = json.load(open("made/venvb-receipt.json"))
exec(sys.argv[1])
json.dump(r, open("receipt", "w"))' "$1" || exit 99
}
# What the receipt of $1 says of its packages.
packages() {
	"$python" -c '
import json, sys
for package in json.load(open(sys.argv[1] + "/venvb-receipt.json"))["packages"]:
    if sys.argv[2:] == ["by"]: print(package["by"])
    else: package.pop("by"); print(json.dumps(package, sort_keys=True))' "$@"
}
same_packages() {
	packages made >tmp/one && packages other >tmp/two && diff tmp/one tmp/two
}
same_files() {
	(cd made && find "$site" ! -name '*.pyc' ! -name __pycache__ | sort) >tmp/one
	(cd other && find "$site" ! -name '*.pyc' ! -name __pycache__ | sort) >tmp/two
	diff tmp/one tmp/two
}

# --- as it was ---------------------------------------------------------------------------------
make pylock.toml --without-pip
rm -rf elsewhere && mkdir elsewhere && mv pylock.toml wheels elsewhere
run create --from made other
expect_status 0
ok 'what only the receipt enables is left out' grep -qx "venvb: the plugin 'seedlock', which only \
the receipt names, is left out: its packages are known by their hashes (--trust-receipt believes it)" \
	tmp/errors
ok 'the packages to the hash' same_packages
ok 'the same files' same_files
ok 'by the stage' sh -c 'packages() { :; }; grep -q "\"by\": \"packages\"" other/venvb-receipt.json'
ok 'a script' sh -c 'test "$(other/bin/acme)" = acme'
run verify other
expect 0 'good      WORK/other' ''
rm "other/$site/tool_kit.py"
run verify other
expect_status 1
mv elsewhere/* .

# Believed, its plugin takes part, and need not seed: all is planned already, as by its hand.
mv pylock.toml gone
again --trust-receipt
expect 0 '' ''
cp pylock.newer.toml pylock.toml
again --trust-receipt
expect 0 '' ''
mv gone pylock.toml
ok 'the packages to the hash, whatever became of the lock' same_packages
ok 'by the plugin' sh -c "! grep -q '\"by\": \"packages\"' other/venvb-receipt.json"
run verify --trust-receipt other
expect 0 'good      WORK/other' ''

# A package that nobody asked for himself stays one; receipts of older venvbs list the file.
doctor 'r["packages"][0]["requested"] = False'
again
ok 'not requested' test ! -e "other/$site/acme-1.0.dist-info/REQUESTED"
doctor '[p.pop("requested") for p in r["packages"]]'
again
ok 'requested, by the files' test -f "other/$site/acme-1.0.dist-info/REQUESTED"
doctor '[p.pop("requested") for p in r["packages"]]
r["files"] = [f for f in r["files"] if not f["path"].endswith("REQUESTED")]'
again
ok 'not requested, by the files' test ! -e "other/$site/acme-1.0.dist-info/REQUESTED"
rm receipt

# Where it came from.
sed "s/, path = \"wheels\/[^\"]*\"/, url = \"https:\/\/me:secret@example.com\/acme-1.0-py3-none-any.whl\"/" \
	pylock.newer.toml | sed 's/version = "1.1"/version = "1.0"/; s/acme-1.1/acme-1.0/' >tmp/toml
sum=$(sha256sum wheels/acme-1.0-py3-none-any.whl | cut -d' ' -f1)
sed "s/sha256 = \"[0-9a-f]*\"/sha256 = \"$sum\"/" tmp/toml >pylock.url.toml
make pylock.url.toml --without-pip
ok 'the source, without the password' grep -q \
	'"source": "https://\*\*\*@example.com/acme-1.0-py3-none-any.whl"' made/venvb-receipt.json
again
ok 'the source again' same_packages

# Of an archive its direct_url.json is kept.
cat >pylock.archive.toml <<END
lock-version = "1.0"
created-by = "tests"
[[packages]]
name = "grown"
archive = { path = "sources/grown-3.0.tar.gz", hashes = { sha256 = "$(sha256sum \
	sources/grown-3.0.tar.gz | cut -d' ' -f1)" } }
END
make pylock.archive.toml --without-pip
ok 'an archive' test -s "made/$site/grown-3.0.dist-info/direct_url.json"
again
expect 0 '' ''
ok 'is one again' cmp "made/$site/grown-3.0.dist-info/direct_url.json" \
	"other/$site/grown-3.0.dist-info/direct_url.json"
ok 'in the receipt, too' same_packages

# Files of which the last has its way.
make pylock.clash.toml --without-pip --set seedlock.on-conflict=last
again
expect 0 '' ''
ok 'the last again' cmp "made/$site/shared.py" "other/$site/shared.py"
ok 'with the packages' same_packages

# Without packages, and with pip.
rm -rf made
run create -q -p "$python" --without-pip --prompt=mine made
again
expect 0 '' ''
ok 'without pip' test ! -e other/bin/pip
ok 'the prompt' grep -q '"prompt": "mine"' other/venvb-receipt.json
rm -rf made
run create -q -p "$python" made
again
expect 0 '' ''
ok 'pip' same_packages
ok 'by the same' sh -c "grep -q '\"by\": \"seedpip\"' other/venvb-receipt.json"
ok 'that works' other/bin/python -I -m pip --version

# --- the interpreter -----------------------------------------------------------------------------
rm -rf made
run create -q -p "$series" --without-pip made
doctor "r['interpreter']['version'] = '$series.99'; r['origins']['python'] = 'command-line'"
again
expect_status 1
ok 'another version is not taken' grep -q "^venvb: PYTHON is not to be found; the nearest is\|^venvb: \
CPython $series.99 is not to be found; the nearest is CPython $series" tmp/errors
ok 'the option is named' grep -q -- "which --python=$series.* accepts\$" tmp/errors
ok 'nothing is there' test ! -e other
again -p "$python"
expect 0 '' ''

# A program that only the receipt names is not started, by whatever member.
mkdir open && printf '#!/bin/sh\necho ran >%s/ran\nexec %s "$@"\n' "$work" "$python" >open/evil &&
	chmod 777 open/evil open
doctor "r['interpreter']['executable'] = r['request']['python'] = '$work/open/evil'
r['origins']['python'] = 'command-line'"
again
expect 0 '' ''
ok 'not by "python"' test ! -e ran
doctor "r['interpreter']['version'] = '$work/open/evil'"
again
expect 1 '' 'venvb: the receipt does not say which interpreter it was: name one with --python'
doctor "r['interpreter']['implementation'] = '$work/open/evil'"
again
expect_status 1
ok 'not by a version' test ! -e ran

# --- what a stranger's receipt may not say --------------------------------------------------------
doctor 'r["request"].update({"link-mode": "hardlink", "check-image": "no"})
r["origins"].update({"link-mode": "command-line", "check-image": "command-line"})'
again
expect_status 0
ok 'how files are linked is not its affair' sh -c \
	"! grep -q 'link-mode\|check-image' other/venvb-receipt.json"
rm -rf other
run create --from receipt other
ok 'which is told' grep -qx "venvb: its 'link-mode' was 'hardlink', which its receipt alone does \
not decide: --trust-receipt takes it, and so does --link-mode=hardlink" tmp/errors
again --trust-receipt
ok 'when it is believed, it is' grep -q '"link-mode": "hardlink"' other/venvb-receipt.json

# An image anywhere on the disk.
make pylock.toml --without-pip
images=home/.cache/venvb/images
sum=$(sha256sum wheels/Tool.Kit-2.1-py3-none-any.whl | cut -d' ' -f1)
cp -a "$images/$sum" planted
echo 'evil = 1' >planted/"$(readlink planted/current)"/files/tool_kit.py
doctor '[p.update(sha256="../../../../planted") for p in r["packages"] if p["name"] == "Tool.Kit"]'
again --set check-image=no
expect 1 '' "venvb: 1 package cannot be repeated, since the cache does not have its wheel: Tool.Kit 2.1"
ok 'nothing of it' test ! -e other
rm receipt

# What is not in the cache is listed; another wheel of that version is not taken for it.
mv "$images/$sum" kept
again
expect 1 '' "venvb: 1 package cannot be repeated, since the cache does not have its wheel: Tool.Kit 2.1"
mv kept "$images/$sum"
doctor '[p.update(version="9") for p in r["packages"] if p["name"] == "Tool.Kit"]'
again
expect 1 '' "venvb: the wheel with the SHA-256 $sum holds Tool.Kit 2.1, and Tool.Kit 9 was asked for"
rm receipt
printf 'tool-kit==2.1 --hash=sha256:%s\n' "$sum" >one.txt
"$python" - <<'END'
import zipfile
with zipfile.ZipFile("wheels/Tool.Kit-2.1-py3-none-any.whl") as old, \
        zipfile.ZipFile("another.whl", "w") as new:
    for item in old.infolist():
        new.writestr(item.filename, old.read(item))
END
mkdir seconds && mv another.whl seconds/Tool.Kit-2.1-py3-none-any.whl
second=$(sha256sum seconds/*.whl | cut -d' ' -f1)
printf 'tool-kit==2.1 --hash=sha256:%s\n' "$second" >two.txt
make one.txt --without-pip
rm -rf other
run PIP_NO_INDEX=1 create -q --from made --trust-receipt --set seedlock.file=two.txt \
	--set seedlock.wheel-dir=seconds other
expect 1 '' "venvb: plugin 'seedlock': after packages: Tool.Kit 2.1 was asked for as \
the wheel with the SHA-256 $second, but seedlock has added another, with $sum"

# What else a plugin did, only the plugin can do again.
rm -rf made
run create -q -p "$python" --without-pip --plugin=variables --set variables.set=A=1 made
again
expect 2 '' "venvb: venvb-receipt.json: a project's file may not enable the plugin 'variables': \
enable it in your own configuration or on the command line; its receipt alone says so, which \
--trust-receipt believes"
again --trust-receipt
expect 0 '' ''
make pylock.toml --without-pip
doctor 'r["files"].append({"path": "etc/mine", "kind": "file", "by": "seedlock"})'
again
expect 1 '' "venvb: 'etc/mine' cannot be repeated: it is of the plugin 'seedlock', for which only \
the receipt asks; --trust-receipt believes it"
rm receipt

# What a plugin remembers is under its key, and what is old is forgotten.
memory=home/.cache/venvb/plugins/seedlock
mkdir old && mv "$memory"/* old
make pylock.toml --without-pip
for file in old/* "$memory"/*; do
	cp "$memory/$(find "$memory" -type f -printf '%s %f\n' | sort -n | tail -1 | cut -d' ' -f2)" \
		"$memory/${file##*/}" 2>/dev/null
done
make pylock.clash.toml --without-pip --set seedlock.on-conflict=last
ok 'a memory of another key is none' test -f "made/$site/shared.py"
: >"$memory/00000000000000000000000000000000"
: >"$memory/11111111111111111111111111111111"
touch -d '2001-01-01' "$memory/00000000000000000000000000000000"
make locked.txt --without-pip
make pylock.newer.toml --without-pip
ok 'the old is forgotten' test ! -e "$memory/00000000000000000000000000000000"
ok 'the new is not' test -e "$memory/11111111111111111111111111111111"

# A policy sees them as any other package.
run create --dry-run --json --from made other
ok 'in a dry run' grep -q '"name": "acme"' tmp/output
finish
