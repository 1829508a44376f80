#!/bin/sh
# SPDX-License-Identifier: MIT
# The plugin variables: what holds while an environment is active, in the shells at hand.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# What the command SHELL -c prints of SCRIPT, in the environment made by all of this.
in_shell() {
	shell=$1
	shift
	env -i PATH="$PATH" HOME="$work/home" ADDED=old EMPTY= "$shell" -c "$*"
}

mkdir activate.d
printf '%s\n' 'FIRST=one' "ODD='\$(touch run) \`touch run\` \"x\" !y'" >activate.d/10.env
printf '%s\n' 'SECOND=two' 'PASSWORD=hunter2' >.env
run create -q -p "$python" --without-pip --plugin=variables,env-file=.env,activate-d=activate.d \
	'--plugin=variables,set=PLACE={env}/etc,prepend=ADDED=a,append=ADDED2=b,set=EMPTY=full' env
expect 0 '' ''
ok 'who may not read the scripts may not read the receipt' test \
	"$(stat -c %a env/venvb-receipt.json)" = "$(stat -c %a env/bin/activate)"
# shellcheck disable=SC2016 # for the other shell
show='printf "%s\n" "$FIRST" "$SECOND" "$PLACE" "$ADDED" "$ADDED2" "$EMPTY" "$ODD"'
wanted="one
two
$work/env/etc
a:old
b
full
\$(touch run) \`touch run\` \"x\" !y"
for shell in sh bash dash ksh zsh fish; do
	command -v $shell >/dev/null || continue
	script=env/bin/activate
	test $shell = fish && script=env/bin/activate.fish
	ok "$shell sets them" test "$(in_shell $shell ". $script; $show")" = "$wanted"
	ok "$shell restores them" test "$(in_shell $shell ". $script; deactivate; env" |
		grep -E '^(FIRST|SECOND|PLACE|ADDED|ADDED2|EMPTY|ODD|PASSWORD)=' | sort)" = 'ADDED=old
EMPTY='
done
if command -v tcsh >/dev/null; then
	ok 'tcsh sets them' test "$(env -i PATH="$PATH" HOME="$work/home" ADDED=old EMPTY= \
		tcsh -fc 'source env/bin/activate.csh; printenv ODD; printenv ADDED')" = \
		"\$(touch run) \`touch run\` \"x\" !y
a:old"
fi
ok 'nothing of them is run' test ! -e run
run create --dry-run -v -p "$python" --without-pip --plugin=variables,env-file=.env other
expect_status 0
ok 'a value of a file is not shown' test -z "$(cat tmp/output tmp/errors | grep hunter2)"

printf 'A=1\nB="hunter2\n' >wrong.env
run create -q -p "$python" --without-pip --plugin=variables,env-file=wrong.env wrong
expect 1 '' "venvb: plugin 'variables': before scripts: WORK/wrong.env:2: the quote is not closed"
run create -q -p "$python" --without-pip --plugin=variables,set=PATH=/bin wrong
expect 1 '' "venvb: plugin 'variables': before scripts: option 'set': 'PATH' cannot be set: without what it holds no program is found: prepend or append to it"
ok 'and nothing is left' test ! -e wrong
mkdir shop
printf '{"plugins": {"variables": {"enable": true, "set": ["LD_PRELOAD=./x.so"]}}}' >shop/venvb.json
run create -q -p "$python" --without-pip shop/.venv
expect_status 2
finish
