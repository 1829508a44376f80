#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb pipeline`: the stages with the hooks of the plugins, in the order of a run.
. "${top_srcdir:?}/tests/cli/lib.sh"

run pipeline --no-plugin=seedpip
expect 0 'resolve
  built-in  finds the interpreter and its facts
dirs
  built-in  plans the directories
cfg
  built-in  plans pyvenv.cfg and the receipt
link
  built-in  plans the links to the interpreter, or copies of it
scripts
  built-in  plans the activation scripts
packages
  built-in  nothing, unless --from: plugins seed packages here
check
  built-in  closes the plan, to be judged
commit
  built-in  writes the plan and puts it in place
run' ''

cp "$top_builddir/tests/plugins/deny.so" "$top_builddir/tests/plugins/good.so" .
run pipeline --no-plugin=seedpip --plugin=./good.so --plugin=replace-one --plugin=./deny.so
expect 0 'resolve
  built-in  finds the interpreter and its facts
dirs
  built-in  plans the directories
  after     good 1.2.3 (file)
cfg
  built-in  plans pyvenv.cfg and the receipt
link
  built-in  plans the links to the interpreter, or copies of it
scripts
  replace   replace-one 1 (system)
  replaced  plans the activation scripts
packages
  built-in  nothing, unless --from: plugins seed packages here
check
  built-in  closes the plan, to be judged
  check     deny 1 (file)
commit
  built-in  writes the plan and puts it in place
  after     good 1.2.3 (file)
run
  failed    good 1.2.3 (file)' ''

# What is set for who takes no part.
absent="the option 'text' is for the plugin"
run pipeline --set acme.text=a
expect 2 '' "venvb: command line: $absent 'acme', which takes no part: '--plugin=acme' enables it"
run pipeline --set seedpit.text=a
expect 2 '' "venvb: command line: $absent 'seedpit', which takes no part: did you mean 'seedpip'?"
run pipeline --plugin=good,text=a --no-plugin=good
expect 2 '' "venvb: command line: $absent 'good', which takes no part: it is turned off (command line)"
run pipeline --plugin=good --set good.text=a
expect_status 0
run VENVB_ACME__TEXT=a pipeline
expect_status 0
ok 'a variable is worth a warning' test "$(cat tmp/errors)" = \
	"venvb: warning: VENVB_ACME__TEXT: $absent 'acme', which takes no part: '--plugin=acme' enables it"
mkdir -p home/.config/venvb
echo '{"plugins": {"acme": {"text": "a"}}}' >home/.config/venvb/config.json
run pipeline
expect_status 0
ok 'a file may hold it for other runs' test ! -s tmp/errors
echo '{"plugins": {"good": {"text": ["a"]}}}' >home/.config/venvb/config.json
run pipeline --plugin=good
expect 2 '' "venvb: WORK/home/.config/venvb/config.json:1: plugin 'good': the option 'text' takes one value, and is given a list: leave out the brackets"
rm -r home/.config
run pipeline --plugin=replace-one --plugin=replace-two
expect 2 '' "venvb: the plugins 'replace-one' and 'replace-two' both replace 'scripts'; leave one of them out"
run pipeline --plugin=./absent.so
expect 2 '' "venvb: plugin 'absent.so': there is no 'WORK/absent.so'"
run pipeline --json --plugin=./absent.so
expect 2 '{
  "error": {
    "kind": "usage",
    "message": "plugin '\''absent.so'\'': there is no '\''WORK/absent.so'\''"
  }
}' "venvb: plugin 'absent.so': there is no 'WORK/absent.so'"
run pipeline extra
expect 2 '' "venvb: 'extra' is too much: expected nothing but options"
run pipeline --json --plugin=./good.so --plugin=replace-one
expect_status 0
python=$(command -v python3) || finish
json() {
	"$python" -c "import json; d = json.load(open('$work/tmp/output')); print(($1))"
}
ok 'json has the stages in order' test "$(json '" ".join(s["stage"] for s in d)')" = \
	'resolve dirs cfg link scripts packages check commit run'
ok 'json has the hooks' test "$(json '[(h["plugin"], h["version"], h["tier"], h["moment"])
	for h in d[1]["hooks"]]')" = "[('good', '1.2.3', 'file', 'after')]"
ok 'json says what is replaced' test "$(json '[s["stage"] for s in d if s["replaced"]]')" = \
	"['scripts']"
finish
