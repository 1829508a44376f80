#!/bin/sh
# SPDX-License-Identifier: MIT
# Mistakes on the command line and in the configuration: the messages, and that nothing is made.
. "${top_srcdir:?}/tests/cli/lib.sh"

run
expect 2 '' "venvb: the command is missing: 'venvb create' makes an environment, 'venvb --help' shows all commands"
run .venv
expect 2 '' "venvb: there is no command '.venv': did you mean: venvb create .venv"
run "my env"
expect 2 '' "venvb: there is no command 'my env': did you mean: venvb create 'my env'"
run craete .venv
expect 2 '' "venvb: there is no command 'craete': did you mean 'create'?"
run -p 3.12 .venv
expect 2 '' "venvb: the command is missing before '-p': did you mean: venvb create -p …"
run --version
expect 0 "venvb $(sed -n 's/^AC_INIT(\[venvb\], \[\(.*\)\])/\1/p' "$top_srcdir/configure.ac")" ''

run create --lnik-mode=copy
expect 2 '' 'venvb: there is no option --lnik-mode: did you mean --link-mode?'
run create --clear --upgrade
expect 2 '' 'venvb: --clear and --upgrade contradict each other: one makes a new environment, the other keeps what the old one has'
run create --relocatable
expect 2 '' 'venvb: --relocatable: an environment has its own path in its scripts and cannot be moved; create it where it will be used, which takes no longer than moving it'
run create --prompt
expect 2 '' 'venvb: --prompt needs a value: TEXT'
run create --link-mode=soft
expect 2 '' "venvb: --link-mode: 'link-mode' is 'soft': expected auto, clone, hardlink or copy"
run create ''
expect 2 '' 'venvb: the name of the environment is empty'
run create --json --set nonsense
expect 2 '{
  "environment": ".venv",
  "error": {
    "kind": "usage",
    "message": "--set: '\''nonsense'\'' sets nothing: expected NAME=VALUE or PLUGIN.KEY=VALUE"
  }
}' "venvb: --set: 'nonsense' sets nothing: expected NAME=VALUE or PLUGIN.KEY=VALUE"
run create --nonsense --json
expect 2 '{
  "error": {
    "kind": "usage",
    "message": "there is no option --nonsense: --help shows all"
  }
}' 'venvb: there is no option --nonsense: --help shows all'

mkdir -p home/.config/venvb
printf '{\n  "lnik-mode": "copy"\n}\n' >home/.config/venvb/config.json
run create
expect 2 '' "venvb: WORK/home/.config/venvb/config.json:2: there is no option 'lnik-mode': did you mean 'link-mode'?"
run XDG_CONFIG_HOME=.config create
expect 2 '' "venvb: WORK/home/.config/venvb/config.json:2: there is no option 'lnik-mode': did you mean 'link-mode'?"
rm -r home/.config

printf '{"cache-dir": "/tmp/x"}\n' >venvb.json
run create
expect 2 '' "venvb: WORK/venvb.json:1: a project's file may not set 'cache-dir': set it in your own configuration or on the command line"
printf '{"python": "./python"}\n' >venvb.json
run create
expect 2 '' "venvb: WORK/venvb.json:1: 'python' is './python': a project's file may only name a version, such as \"3.12\" or \">=3.11\""
printf '{"plugins": {"seedpip": {"enable": false}}}\n' >venvb.json
run create
expect 2 '' "venvb: WORK/venvb.json:1: plugin 'seedpip': a project's file may not turn off plugin 'seedpip', which your configuration enables"
rm venvb.json

run VENVB_COPIES=maybe create
expect 2 '' "venvb: VENVB_COPIES: 'copies' is 'maybe': expected yes or no"
run VENVB_CLEAR=yes create
expect 2 '' "venvb: VENVB_CLEAR: only the command line may set 'clear'"
run create --plugin=acme.so
expect 2 '' "venvb: --plugin: 'acme.so' is a name without a slash, and plugins by name have no ending: for the file write ./acme.so"
run create --plugin=seedpip,pip
expect 2 '' "venvb: --plugin: 'pip' has no value: expected KEY=VALUE (and ',,' for a comma in a value)"
run create --upgrade-deps --no-plugin=seedpip
expect 2 '' 'venvb: the newest packages were asked for, but no plugin is enabled that seeds any: add --plugin=seedpip'
printf 'a\033[2Jb' >"$(printf 'x\033y')"
run create "$(printf 'x\033y')"
ok 'control bytes are made harmless' grep -qF 'x\x1by' tmp/errors
rm "$(printf 'x\033y')"

ok 'nothing was made' test "$(ls -A)" = "home
tmp"
finish
