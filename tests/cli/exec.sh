#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb exec`: a command in an environment, with the variables of its activation.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
system_path=$PATH

# An environment with variables, as its activation sets them.
run create -q -p "$python" --without-pip --prompt="it's one" .venv
expect_status 0
"$python" - <<'END'
import json
path = ".venv/venvb-receipt.json"
with open(path) as file:
    receipt = json.load(file)
receipt["variables"] = [
    {"name": "SET", "how": "set", "value": "a b"},
    {"name": "FRONT", "how": "prepend", "value": "/front"},
    {"name": "BACK", "how": "append", "value": "/back"},
    {"name": "BYTES", "how": "set", "value": {"base64": "/w=="}},
    {"name": "NOT=A NAME", "how": "set", "value": "x"},
    {"name": "UNHEARD", "how": "of", "value": "x"},
    {"name": "LD_X", "how": "set"},
]
with open(path, "w") as file:
    json.dump(receipt, file)
END

run exec -- printenv VIRTUAL_ENV VIRTUAL_ENV_PROMPT SET FRONT BACK
expect 0 "WORK/.venv
it's one
a b
/front
/back" ''
run SET=old FRONT=/old BACK=/old PYTHONHOME=/nowhere exec .venv -- printenv SET FRONT BACK PYTHONHOME
expect 1 'a b
/front:/old
/old:/back' ''
run exec .venv -- sh -c 'printenv BYTES | od -An -tx1; env | grep -c "UNHEARD\|LD_X\|NOT"'
expect 1 ' ff 0a
0' ''
run exec -- printenv PATH
ok 'its programs come first' test "$(cat tmp/output)" = "$work/.venv/bin:$system_path"
run exec -- python -c 'import sys; print(sys.prefix)'
expect 0 'WORK/.venv' ''
run exec .venv -- python -c 'import sys; print(sys.argv[1:])' -- --help -x ''
expect 0 "['--', '--help', '-x', '']" ''

# Over another that is active, and over itself.
run create -q -p "$python" --without-pip other
run "PATH=$work/other/bin:/usr/bin::/bin" "VIRTUAL_ENV=$work/other" exec -- printenv PATH
expect 0 'WORK/.venv/bin:/usr/bin::/bin' ''
run "PATH=/usr/bin:$work/.venv/bin:/bin" "VIRTUAL_ENV=$work/.venv" exec -- printenv PATH
expect 0 'WORK/.venv/bin:/usr/bin:/bin' ''
run "PATH=$work/.venv/bin" "VIRTUAL_ENV=$work/.venv" exec -- /usr/bin/env printenv PATH
expect_status 127
ok 'without PATH' test "$(env -u PATH "$venvb" exec -- /usr/bin/printenv PATH)" = "$work/.venv/bin"

# Through a link, and a file that says where it is.
mkdir linked redirected
ln -s ../.venv linked/.venv
echo "$work/.venv" >redirected/.venv
for place in linked redirected; do
	cd $place || exit 99
	run exec -- printenv VIRTUAL_ENV
	expect 0 'WORK/.venv' ''
	cd ..
done

# Those of others.
"$python" -m venv --without-pip --prompt "it's" theirs
run exec theirs -- printenv VIRTUAL_ENV VIRTUAL_ENV_PROMPT
expect 0 "WORK/theirs
it's" ''
printf 'home = /usr/bin\nuv = 0.5\nprompt=plain one \n' >theirs/pyvenv.cfg
run exec theirs -- printenv VIRTUAL_ENV_PROMPT
expect 0 'plain one' ''
printf 'home = /usr/bin\nprompts = no\n' >theirs/pyvenv.cfg
run exec ./theirs/ -- printenv VIRTUAL_ENV_PROMPT
expect 0 'theirs' ''

# Statuses: the command's own, and those of env.
run exec -- sh -c 'exit 42'
expect 42 '' ''
run exec -- nothing-like-it
expect 127 '' "venvb: there is no command 'nothing-like-it', neither in 'WORK/.venv' nor on PATH"
run exec -- ''
expect 127 '' "venvb: there is no command '', neither in 'WORK/.venv' nor on PATH"
run exec -- ./nothing
expect 127 '' "venvb: there is no './nothing'"
run exec -- "$work"
expect 126 '' "venvb: running 'WORK': Permission denied"
printf '#!/nowhere/python\n' >.venv/bin/moved
chmod +x .venv/bin/moved
run exec -- moved
expect 127 '' "venvb: running 'WORK/.venv/bin/moved': the interpreter that it names in its first line does not exist (an environment that was moved has such scripts)"

# What is no environment, or not a whole one.
run exec absent -- true
expect 1 '' "venvb: there is no environment 'WORK/absent': 'venvb create' makes one"
mkdir empty
run exec empty -- true
expect 1 '' "venvb: 'WORK/empty' is no environment: it has no pyvenv.cfg"
ln -sf /nowhere/python theirs/bin/python
run exec theirs -- python
expect 1 '' "venvb: the environment 'WORK/theirs' has no interpreter any more ('venvb create --upgrade' gives it one): 'WORK/theirs/bin/python': No such file or directory"
echo '{' >other/venvb-receipt.json
run exec other -- true
ok 'a receipt that is broken is named' grep -q "^venvb: 'WORK/other': venvb-receipt.json" tmp/errors.plain

# Without the two dashes.
run exec pytest -q
expect 2 '' "venvb: the command to run stands behind '--': did you mean: venvb exec -- pytest -q"
run exec .venv pytest 'a b'
expect 2 '' "venvb: the command to run stands behind '--': did you mean: venvb exec .venv -- pytest 'a b'"
run exec .venv
expect 2 '' "venvb: the command to run stands behind '--': as in venvb exec .venv -- COMMAND"
run exec
expect 2 '' "venvb: the command to run stands behind '--': as in venvb exec -- COMMAND"
run exec .venv --
expect 2 '' "venvb: there is no command behind '--'"
run exec .venv python -- -c 1
expect 2 '' "venvb: 'python' is too much: expected [ENV_DIR] -- COMMAND [ARGUMENT]..."
run exec --quiet -- true
expect_status 2

# Signals are as they were, those that venvb itself catches or ignores too.
if test -r /proc/self/status; then
	signals='grep "^Sig[BIC]" /proc/self/status'
	# shellcheck disable=SC2016 # theirs
	plain=$(env sh -c "$signals")
	ok 'no signal is touched' test "$("$venvb" exec -- sh -c "$signals")" = "$plain"
	plain=$(trap '' PIPE HUP; env sh -c "$signals")
	ok 'nor one that was ignored' test "$(trap '' PIPE HUP; "$venvb" exec -- sh -c "$signals")" = \
		"$plain"
	# shellcheck disable=SC2012 # numbers
	ok 'no descriptor is left open' test "$("$venvb" exec -- ls /proc/self/fd | tr '\n' ' ')" = \
		"$(env ls /proc/self/fd | tr '\n' ' ')"
fi
# shellcheck disable=SC2016 # theirs
ok 'no interpreter is started' sh -c '! command -v strace >/dev/null ||
	! strace -f -e trace=execve "$0" exec -- true 2>&1 | grep -q "execve.*python"' "$venvb"

# An interpreter that cannot read its pyvenv.cfg is the base one, and would install there.
mkdir -p odd && cp -R .venv odd/e 2>/dev/null && rm odd/e/pyvenv.cfg && mkfifo odd/e/pyvenv.cfg
run exec odd/e -- true
expect_status 1
finish
