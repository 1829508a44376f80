#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin pipconf: what pip makes of the file, and who may read it.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

run create -q -p "$python" \
	'--plugin=pipconf,index=https://a/%(x)s?b=%20,extra-index=https://b,extra-index=https://c' \
	'--plugin=pipconf,constraints=/c.txt,require-virtualenv=yes,set=install.no-binary=d,,e' \
	'--plugin=pipconf,set=list.format=#json' env
expect 0 '' ''
env -i PATH="$PATH" HOME="$work/home" LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1 \
	env/bin/pip config list >listed
ok 'pip reads what was said' test "$(grep -Ev '^(:env:|global.cert)' listed)" = "global.constraint='\\n/c.txt'
global.extra-index-url='\\nhttps://b\\nhttps://c'
global.index-url='https://a/%(x)s?b=%20'
global.require-virtualenv='true'
install.no-binary='d,e'
list.format='#json'"
ok 'everybody may read it' test "$(stat -c %a env/pip.conf)" = 644
ok 'no uv.toml unasked' test ! -e env/uv.toml

run create -q -p "$python" --without-pip \
	--plugin=pipconf,index=https://me:hunter2@a/simple,uv=yes secret
expect_status 0
ok 'a password: nobody else may' test "$(stat -c %a secret/pip.conf secret/uv.toml)" = '600
600'
ok 'it is in no other file' test "$(grep -rl hunter2 secret | sort)" = 'secret/pip.conf
secret/uv.toml'
ok 'nor printed' test -z "$(cat tmp/output tmp/errors | grep hunter2)"
ok 'activation points uv to its file' test "$(sh -c '. secret/bin/activate
	echo "$UV_CONFIG_FILE"')" = "$work/secret/uv.toml"
run create -p "$python" --without-pip --plugin=pipconf,extra-index=https://me:hunter2@a other
expect_status 0
ok 'a line says so' grep -q "^venvb: plugin 'pipconf': a URL has a user in it: only" \
	tmp/errors
ok 'and the receipt has no password either' test "$(grep -rl hunter2 other)" = other/pip.conf

run create -q -p "$python" --without-pip --plugin=pipconf,constraints=c.txt wrong
expect 1 '' "venvb: plugin 'pipconf': after cfg: option 'constraints': 'c.txt' is not absolute: pip would look for it in the directory that it is run in"
ok 'and nothing is left' test ! -e wrong
mkdir shop
printf '{"plugins": {"pipconf": {"enable": true, "index": "https://evil"}}}' >shop/venvb.json
run create -q -p "$python" --without-pip shop/.venv
expect_status 2
finish
