#!/bin/sh
# SPDX-License-Identifier: MIT
# What `venvb create` tells of its success, and that it is true.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# One member of the JSON that was printed: an expression of d.
json() {
	"$python" -c "import json; d = json.load(open('$work/tmp/output')); print(($1))"
}
prefix_of() {
	"$1/bin/python" -c 'import sys; print(sys.prefix)'
}
no_pip='venvb: no plugin is enabled that seeds packages, so there is no pip: --plugin=seedpip brings it'

run create -p "$python" --no-plugin=seedpip
expect 0 'Created .venv with PYTHON; activate it with: . .venv/bin/activate' "$no_pip"
ok 'its interpreter lives there' test "$(prefix_of .venv)" = "$work/.venv"
run create -p "$python" --without-pip .venv
expect 0 'Updated .venv with PYTHON; activate it with: . .venv/bin/activate' ''
run create -p "$python" --without-pip --upgrade .venv
expect 0 'Upgraded .venv with PYTHON; activate it with: . .venv/bin/activate' ''
run create -p "$python" --clear --without-pip .venv/
expect 0 'Replaced .venv/ with PYTHON; activate it with: . .venv/bin/activate' ''
run create -p "$python" -q --no-plugin=seedpip quiet
expect 0 '' ''
run VENVB_NONSENSE=1 create "-p$python" --without-pip -qq quiet2
expect 0 "" ""
run create -p "$python" --without-pip 'a b' -- -x
expect 0 "Created a b with PYTHON; activate it with: . 'a b/bin/activate'
Created -x with PYTHON; activate it with: . ./-x/bin/activate" ''
# shellcheck disable=SC2016 # for the inner shell
ok 'the command activates' sh -c '. ./-x/bin/activate && test "$VIRTUAL_ENV" = "$PWD/-x"'

# The parent process is what a script is called.
printf '#!/bin/sh\n"$@"\nexit\n' >tmp/tcsh && chmod +x tmp/tcsh && cp tmp/tcsh tmp/other
for parent in tcsh other; do
	env -i PATH="$PATH" HOME="$work/home" SHELL=/usr/bin/fish "tmp/$parent" \
		"$venvb" create -p "$python" --without-pip "$parent" >"tmp/$parent.output"
done
ok 'the shell that calls is told its script' \
	grep -q 'source tcsh/bin/activate.csh$' tmp/tcsh.output
ok 'else that of SHELL' grep -q 'source other/bin/activate.fish$' tmp/other.output
run create -p "$python" --without-pip --activators= none
expect 0 'Created none with PYTHON' ''

: >file
run create -p "$python" --without-pip one file two
expect 1 'Created one with PYTHON; activate it with: . one/bin/activate' \
	"venvb: file: 'WORK/file' exists and is not a directory"
ok 'those before a failure stay' test -x one/bin/python
ok 'those behind it are not made' test ! -e two

run create -p "$python" --json --prompt=p --compile=never json
expect_status 0
ok 'json names the environment' test "$(json 'd["environment"]')" = "$work/json"
ok 'json names what was done' test "$(json 'd["action"], d["dry-run"]')" = "('create', False)"
ok 'json names the prompt' test "$(json 'd["prompt"]')" = p
ok 'json names the packages' test "$(json 'd["packages"][0]["name"]')" = pip
ok 'json names the plugins' test "$(json 'd["plugins"][0]["name"]')" = seedpip
ok 'pip is there' json/bin/pip --version >/dev/null
run create -p "$python" --json --compile=never --no-setuptools --no-wheel j1 file j2
expect_status 1
ok 'json is an array for several' test "$(json 'len(d), d[1]["error"]["kind"]')" = "(2, 'failed')"
ok '--no-setuptools is obeyed' test "$(json '[p["name"] for p in d[0]["packages"]]')" = "['pip']"

run create -p "$python" --dry-run --compile=never dry
expect_status 0
ok 'a dry run writes nothing' test ! -e dry
ok 'it names who adds what' grep -qE '^  bin/ +dirs$' tmp/output
ok 'a package is one line' grep -qE '^ +pip [0-9.]+ \([0-9]+ files\) +seedpip$' tmp/output
run create -p "$python" --dry-run --json --compile=never dry
ok 'its json holds the plan' test \
	"$(json '[n["by"] for n in d["plan"] if n["path"] == "pyvenv.cfg"]')" = "['cfg']"

mkdir -p home/.config/venvb team
printf '{"prompt": "user", "plugins": {"seedpip": {"enable": false}}}' >home/.config/venvb/config.json
printf '{"prompt": "team", "scm-ignore-files": false}' >team/venvb.json
run create -p "$python" team/.venv
expect 0 'Created team/.venv with PYTHON; activate it with: . team/.venv/bin/activate' "$no_pip"
ok 'the project is above the user' grep -qx "prompt = 'team'" team/.venv/pyvenv.cfg
ok 'the project is heard' test ! -e team/.venv/.gitignore
run VENVB_PROMPT=variable VENVB_SEEDPIP__ENABLE=yes VENVB_COMPILE=never create -p "$python" --clear team/.venv
expect 0 'Replaced team/.venv with PYTHON; activate it with: . team/.venv/bin/activate' ''
ok 'a variable is above the project' grep -qx "prompt = 'variable'" team/.venv/pyvenv.cfg
run VENVB_PROMPT=variable create -p "$python" --clear --prompt . --without-pip team/.venv
ok 'the command line is above all' grep -qx "prompt = '$(basename "$work")'" team/.venv/pyvenv.cfg
run VENVB_SEEDPIP__PIPP=1 create -p "$python" --plugin=seedpip x
expect 2 '' "venvb: VENVB_SEEDPIP__PIPP: plugin 'seedpip': there is no option 'pipp'; did you mean 'pip'?"
rm -r home/.config
run VENVB_NONSENSE=1 create -p "$python" --without-pip warned
expect 0 'Created warned with PYTHON; activate it with: . warned/bin/activate' \
	'venvb: warning: nothing is known of the variable VENVB_NONSENSE'

# What is wrong says where it came from, unless it was typed.
run VENVB_PYTHON=nosuch create x
expect 1 '' "venvb: VENVB_PYTHON: 'python': no program 'nosuch' is on PATH: --python takes a path, a name on PATH or a version (such as 3.12)"
run VENVB_ACTIVATORS=foo create -p "$python" x
expect 2 '' "venvb: VENVB_ACTIVATORS: 'activators': there is no activator 'foo'; known are: bash, cshell, fish, nushell, powershell, python, xonsh"

# A limit on the size of files is an error, not a death that leaves things behind.
(ulimit -f 8 && env -i PATH="$PATH" HOME="$work/home" "$venvb" create -p "$python" --without-pip --copies large) 2>tmp/errors
ok 'a file over its limit is an error' test $? = 1
ok 'that names it' grep -q 'File too large$' tmp/errors
ok 'and leaves nothing' test -z "$(find . -name '*large*')"

mkdir gone && cd gone && rmdir ../gone
run create -p "$python" --without-pip here
expect 1 '' "venvb: the current directory does not exist any more: name 'here' by its whole path"
run create -q -p "$python" --without-pip "$work/there"
expect 0 '' ''
cd "$work" || exit 99

env -i PATH="$PATH" HOME="$work/home" "$venvb" create -p "$python" --without-pip closed >&- 2>tmp/errors
ok 'a result that cannot be written is an error' test $? = 1
ok 'but the environment is there' test -x closed/bin/python

# A redirect file may be a stranger's: it leads to no directory of somebody's files.
mkdir clone docs && echo thesis >docs/thesis.tex && echo ../docs >clone/.venv
run create --without-pip clone/.venv
expect 1 '' "venvb: 'clone/.venv' is a file that leads to 'WORK/docs', which is not empty and no environment (--force makes one there all the same)"
for place in . .. ../clone; do
	echo "$place" >clone/.venv
	run create --without-pip --clear clone/.venv
	expect_status 1
	ok "nor to where it lies: $place" grep -q 'in which it lies itself' tmp/errors
done
ok 'nothing was written' test "$(ls docs)" = thesis.tex -a "$(ls -A clone)" = .venv
echo ../led >clone/.venv
run create --without-pip clone/.venv
expect 0 "Created clone/.venv (WORK/led) with PYTHON; activate it with: . WORK/led/bin/activate" ""
# What is called like something of a commit would be taken for that by the next run beside it.
for name in .e.venvb-new .e.venvb-lock .venvb-gone; do
	run create -p "$python" --without-pip "$name"
	expect 2 '' "venvb: 'WORK/$name' has a name that venvb uses for what it puts beside an environment"
	ok "$name: nothing is made" test ! -e "$name"
done
finish
