#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb explain`: who put the files of an environment there.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

who() {
	sed -n "s#  *$1\$##p" tmp/output
}

cp "$top_builddir/tests/plugins/good.so" .
run create -q -p "$python" --compile=never --no-setuptools --no-wheel --plugin=./good.so env
expect_status 0
site=$(cd env && echo lib/python*/site-packages)
: >env/bin/mine
rm env/bin/activate.csh
mkdir "env/$site/other-2.dist-info" "env/$site/pip/__pycache__"
: >"env/$site/pip/__pycache__/main.cpython-3.pyc"
: >"env/$site/pip/__pycache__/__main__.cpython-3.opt-1.pyc"
: >"env/$site/other.py"
printf 'other.py,,\nother-2.dist-info/RECORD,,\n' >"env/$site/other-2.dist-info/RECORD"
pip=$(cd "env/$site" && echo pip-*.dist-info | sed 's/^pip-\(.*\)\.dist-info$/\1/')

run explain env
expect_status 0
ok 'a stage' test "$(who pyvenv.cfg)" = 'stage cfg'
ok 'a plugin' test "$(who etc/good)" = 'plugin good'
ok 'the receipt' test "$(who venvb-receipt.json)" = 'stage cfg'
ok 'a script of a package' test "$(who bin/pip)" = "pip $pip, plugin seedpip"
ok 'a module of a package' test "$(who "$site/pip/__main__.py")" = "pip $pip, plugin seedpip"
ok 'its byte code' test "$(who "$site/pip/__pycache__/__main__.cpython-3.opt-1.pyc")" = \
	"byte code of pip $pip, plugin seedpip"
ok 'byte code of no source' test "$(who "$site/pip/__pycache__/main.cpython-3.pyc")" = foreign
ok 'a foreign file' test "$(who bin/mine)" = foreign
ok 'a foreign package' test "$(who "$site/other.py")" = 'other 2, foreign'
ok 'what is missing' test "$(who 'bin/activate.csh (missing)')" = 'stage scripts'
ok 'each file once' test "$(wc -l <tmp/output)" = \
	$(($(find env ! -type d | wc -l) + 1))
ok 'in byte order' sh -c "sed 's/ (missing)//; s/.* //' tmp/output | tr / '\\001' >tmp/paths &&
	LC_ALL=C sort -c tmp/paths"

run explain env pyvenv.cfg env/bin/mine
expect 0 'stage cfg  pyvenv.cfg
foreign  bin/mine' ''
run explain env bin/activate.csh
expect 0 'stage scripts  bin/activate.csh (missing)' ''
run explain ./env/ etc "$work/env/bin/python"
expect 0 'plugin good  etc/good
stage link  bin/python' ''
run explain env bin/nothing
expect 1 '' "venvb: there is no file 'bin/nothing' in 'WORK/env'"
run explain env ..
expect 1 '' "venvb: there is no file '..' in 'WORK/env'"
run explain --json env pyvenv.cfg bin/mine
expect 0 '[
  {
    "path": "pyvenv.cfg",
    "by": "cfg",
    "by-kind": "stage",
    "missing": false
  },
  {
    "path": "bin/mine",
    "by": null,
    "by-kind": "foreign",
    "missing": false
  }
]' ''

"$python" -m venv --without-pip other
run explain other
expect 1 '' "venvb: 'WORK/other' was made by venv and not by venvb: nothing tells who put its files there"
rm env/venvb-receipt.json
run explain env
expect 1 '' "venvb: 'WORK/env' has no venvb-receipt.json: nothing tells who put its files there"
mkdir empty
run explain empty
expect 1 '' "venvb: 'WORK/empty' is no environment: it has no pyvenv.cfg"
run explain
expect 2 '' 'venvb: it is not said of what: expected ENV_DIR [PATH]...'
run create --python="$python" --without-pip --set seedpip.index-url=https://me:s3cret@example.org/simple hidden
expect_status 0
ok 'a password is not in the receipt' sh -c '! grep -q "s3cret\|me:" hidden/venvb-receipt.json'
ok 'the rest of its URL is' grep -q 'https://\*\*\*@example.org/simple' hidden/venvb-receipt.json
finish
