#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb inspect`: what an environment is, and what is wrong with it.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# The health of an environment: its codes, in a line.
health() {
	run inspect --json "$1"
	codes=$(sed -n 's/^ *"code": "\(.*\)",$/\1/p' tmp/output | tr '\n' ' ')
	test "$status" = 0 && test "$codes" = "$2" && return
	echo "# '$codes' instead of '$2'"
	return 1
}

version=$("$python" -c 'import platform; print(platform.python_version())')
base=$("$python" -c 'import os, sys; print(os.path.realpath(sys._base_executable))')

run create -q -p "$python" --without-pip env
run inspect env
expect_status 0
ok 'where it is' grep -qx 'environment  WORK/env' tmp/output.plain
ok 'its interpreter' grep -q "^interpreter  .* $version, /" tmp/output
ok 'who made it' grep -q '^made by      venvb [0-9]' tmp/output
ok 'how' grep -qx "options      python = $python (command-line)" tmp/output
ok 'and the other option' grep -qx '             seed = no (command-line)' tmp/output
ok 'no packages' grep -qx 'packages     none' tmp/output
ok 'all is well' grep -qx 'health       good' tmp/output
ok 'codes of none' health env ''
ok 'JSON says so' grep -qx '  "healthy": true,' tmp/output

site=$(cd env && echo lib/python*/site-packages)
mkdir "env/$site/other-2.dist-info"
run inspect env
ok 'a package that came later' grep -qx 'packages     other 2 (added later)' tmp/output

cp -R env copy
ok 'a copy' health copy 'moved '
run inspect copy
ok 'which says from where' grep -q "^health       it was made in 'WORK/env' and was moved" \
	tmp/output.plain
ln -s env link
ok 'through a link' health link ''
printf '%s\n' "$work/env" >.venv
run inspect
expect_status 0
ok 'through a redirect file' grep -qx 'environment  WORK/env' tmp/output.plain
rm .venv

rm copy/bin/python
ok 'no bin/python' health copy 'half-made moved '
rm copy/pyvenv.cfg
ok 'no pyvenv.cfg' health copy 'half-made moved '
mkdir copy/.venvb-old
ok 'a run was killed' health copy 'interrupted moved '

"$python" -m venv --without-pip --system-site-packages other
run inspect other
expect_status 0
ok 'made by venv' grep -qx 'made by      python -m venv' tmp/output
ok 'sees more' health other 'system-site-packages '
ok 'and is healthy' grep -qx '  "healthy": true,' tmp/output
printf '#!%s/gone/bin/python\n' "$work" >other/bin/stray
ok 'a script of nowhere' health other 'moved system-site-packages '
rm other/bin/stray
chmod o+w other/bin
ok 'everybody may write' health other 'world-writable system-site-packages '
chmod o-w other/bin

cp env/venvb-receipt.json other
ok 'made over' health other 'remade system-site-packages '
echo '{"receipt": 99}' >other/venvb-receipt.json
ok 'a receipt of tomorrow' health other 'receipt-unreadable system-site-packages '
rm other/venvb-receipt.json

"$python" -m venv --without-pip broken
(cd broken/bin && rm python* && ln -s /nowhere/python3 python)
ok 'the base is gone' health broken 'base-gone '
ok 'JSON says so' grep -qx '  "healthy": false,' tmp/output
mkdir -p base && ln -s "$base" base/python3
(cd broken/bin && ln -sf "$work/base/python3" python)
sed 's/^version = .*/version = 3.1.2/' broken/pyvenv.cfg >cfg && cp cfg broken/pyvenv.cfg
ok 'the base is another' health broken 'base-changed '

mkdir empty
run inspect empty
expect 1 '' "venvb: 'WORK/empty' is no environment: it has no pyvenv.cfg and no bin/python"
run inspect
expect 1 '' "venvb: there is no 'WORK/.venv': 'venvb create' makes an environment"
run inspect env other
expect 2 '' "venvb: 'other' is too much: expected one ENV_DIR"
mkdir -p conda/conda-meta && : >conda/pyvenv.cfg
run inspect conda
expect 1 '' "venvb: 'WORK/conda' is a conda environment (it has a conda-meta): venvb leaves those to conda"
run create -q -p "$python" --without-pip "--prompt=x\\y 'z'" quoted
run inspect --json quoted
ok 'the prompt as it is shown' grep -qF "\"prompt\": \"x\\\\y 'z'\"" tmp/output
finish
