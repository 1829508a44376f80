#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb create --clear --keep` and `venvb undo`: the old environment stays at hand.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

run create -q -p "$python" --without-pip .venv
expect 0 '' ''
touch .venv/first
run create -p "$python" --without-pip --keep .venv
expect 2 '' 'venvb: --keep leaves what --clear replaces beside the new environment: add --clear'
run create --keep --upgrade .venv
expect 2 '' 'venvb: --keep and --upgrade contradict each other: an upgrade works on the environment that is there'
run undo
expect 1 '' "venvb: there is nothing to go back to: no 'WORK/..venv.venvb-kept', which 'venvb create --clear --keep' leaves"

run create -p "$python" --without-pip --clear --keep .venv
expect 0 "Replaced .venv with PYTHON ('venvb undo' brings the old one back); activate it with: . .venv/bin/activate" ''
ok 'the old one is beside it' test -e ..venv.venvb-kept/first -a ! -e .venv/first
run undo
expect 0 'Put back .venv; what was there is kept, and undo again brings it back' ''
ok 'the old one is back' test -e .venv/first -a ! -e ..venv.venvb-kept/first
ok 'and works' .venv/bin/python -c 'import sys; assert sys.prefix != sys.base_prefix'
run undo --json .venv
expect 0 '{
  "environment": "WORK/.venv",
  "kept": "WORK/..venv.venvb-kept"
}' ''
ok 'undone once more' test ! -e .venv/first -a -e ..venv.venvb-kept/first

# What the old one had and this one lacks, for pip.
run inspect --previous
expect 0 '' ''
site=$(echo ..venv.venvb-kept/lib/python3*/site-packages)
install_one() {
	mkdir "$site/$1.dist-info" && : >"$site/$1.dist-info/METADATA"
}
install_one Demo_Thing-1.0
install_one away-2
echo '{"url": "file:///home/me/away", "dir_info": {"editable": true}}' >"$site/away-2.dist-info/direct_url.json"
run inspect --previous
expect 0 '-e file:///home/me/away
demo-thing==1.0' ''
run inspect --previous --json
expect 0 '[
  "-e file:///home/me/away",
  "demo-thing==1.0"
]' ''
rm -r .venv
run undo .venv
expect 0 'Put back .venv' ''
ok 'it went back to where nothing was' test -e .venv/first -a ! -e ..venv.venvb-kept
run inspect --previous
expect 1 '' "venvb: there is no 'WORK/..venv.venvb-kept': only 'venvb create --clear --keep' leaves what it replaces"
run undo a b
expect 2 '' "venvb: 'b' is too much: expected one ENV_DIR, or none"
ok 'nothing is left beside' test -z "$(find . -name '.*venvb*')"
finish
