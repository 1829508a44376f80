#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb create` over what is there already: brought up to date, and nothing else lost.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

packages_of() {
	"$python" -c "import json; print([p['name'] + ' ' + p['version'] for p in json.load(open('$1/venvb-receipt.json'))['packages'] if p['name'] == 'pip'])"
}
installed() {
	"$1/bin/pip" --version | sed 's/^pip \([^ ]*\) .*/\1/'
}
site_of() {
	"$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
}

run create -q -p "$python" --compile=never e
expect 0 '' ''
version=$(installed e)
ok 'the receipt names pip' test "$(packages_of e)" = "['pip $version']"

# Somebody moved pip to another version: that stays, and the receipt does not claim it.
site=$(site_of e)
mv "$site/pip-$version.dist-info" "$site/pip-0.1.dist-info"
sed -i "s/pip-$version.dist-info/pip-0.1.dist-info/" "$site/pip-0.1.dist-info/RECORD"
echo mine >e/mine.txt
run create -v -p "$python" --compile=never e
expect_status 0
ok 'another pip stays' test -d "$site/pip-0.1.dist-info" -a ! -e "$site/pip-$version.dist-info"
ok 'and that is said' grep -q "pip 0.1 is installed and stays" tmp/errors
ok 'the receipt claims nothing that is not there' test "$(packages_of e)" = '[]'
ok 'a foreign file stays' test "$(cat e/mine.txt)" = mine
run create -q -p "$python" --compile=never "--plugin=seedpip,pip=$version" e
expect 0 '' ''
ok 'a version that is asked for replaces it' \
	test ! -e "$site/pip-0.1.dist-info" -a "$(installed e)" = "$version"

# What no run of ours plans any more, but is there, stays known.
run create -q -p "$python" --without-pip e
expect 0 '' ''
ok 'pip stays without being seeded' test "$(installed e)" = "$version"
ok 'and its receipt too' test "$(packages_of e)" = "['pip $version']"

# An environment of another Python.
sed -i 's/^version = .*/version = 3.4.10/; s/^version_info = .*/version_info = 3.4.10.final.0/' e/pyvenv.cfg
cp e/pyvenv.cfg tmp/before
three=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
run create -p "$python" e
expect 1 '' "venvb: 'WORK/e' is an environment of Python 3.4, and this would be one of $three: --clear makes it anew, --upgrade keeps what else is in it"
run create -p "$python" --dry-run e
expect 1 '' "venvb: 'WORK/e' is an environment of Python 3.4, and this would be one of $three: --clear makes it anew, --upgrade keeps what else is in it"
ok 'nothing was changed' cmp e/pyvenv.cfg tmp/before
run create -q -p "$python" --upgrade --without-pip e
expect 0 '' ''
ok 'upgraded, it says so' grep -q "^version = $three" e/pyvenv.cfg

# Environments of others.
"$python" -m venv --without-pip theirs
echo mine >theirs/mine.txt
run create -q -p "$python" --compile=never theirs
expect 0 '' ''
ok 'an environment of venv becomes ours' test -f theirs/venvb-receipt.json -a -f theirs/mine.txt
ok 'and has pip' test -n "$(installed theirs)"
mkdir foreign && echo keep >foreign/pyvenv.cfg.txt && mkdir foreign/bin && echo keep >foreign/bin/activate
run create -p "$python" --without-pip foreign
expect 1 '' "venvb: 'WORK/foreign/bin/activate' is in the way: venvb did not put it there (--force replaces it)"
ok 'a foreign file is never overwritten' test "$(cat foreign/bin/activate)" = keep -a ! -e foreign/pyvenv.cfg
run create -q -p "$python" --without-pip --force foreign
expect 0 '' ''
ok 'unless forced' test "$(cat foreign/bin/activate)" != keep -a -f foreign/pyvenv.cfg.txt
run create -p "$python" --clear --without-pip home
expect 2 '' "venvb: 'WORK/home' is your home directory, which cannot be an environment"
ok 'nothing is left beside' test -z "$(find . -name '.*venvb*')"
finish
