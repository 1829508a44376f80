#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb config`, locks, --config and VENVB_CONFIG, and each option in each layer.
. "${top_srcdir:?}/tests/cli/lib.sh"
venvb=$top_builddir/tests/venvb-policy
system=/proc/self/cwd/etc/venvb/config.json
mkdir -p etc/venvb/policy.d plugins home/.config/venvb
cp "$top_builddir/tests/plugins/good.so" "$top_builddir/tests/plugins/deny.so" plugins
printf '{"link-mode": "copy",\n "plugins": {"seedpip": {"enable": false},\n  "good": {"enable": true, "text": "a"}},\n "lock": ["link-mode", "python", "force",\n  "good.text", "good.token", "good.enable", "deny.enable"]}\n' >etc/venvb/config.json

run config link-mode good python
expect 0 "python       -     built-in, locked
link-mode    copy  $system:1, locked
good.enable  yes   $system:3, locked
good.text    a     $system:3, locked
good.token   -     built-in, locked" ''
run config lnk-mode
expect 2 '' "venvb: no value is called 'lnk-mode' here: did you mean 'link-mode'?"
run VENVB_COPIES=yes config copies
expect 0 'copies  yes  VENVB_COPIES' ''
run VENVB_DENY__X=hidden config --set copies=yes copies deny
expect 0 'copies       yes  command line
deny.enable  no   built-in, locked
deny.x       ***  VENVB_DENY__X, not used: the plugin is not enabled' "venvb: warning: VENVB_DENY__X: the option 'x' is for the plugin 'deny', which takes no part: '--plugin=deny' enables it"
run config
ok 'files' test "$(head -n 4 tmp/output.plain)" = "  system   $system (read)
  user     WORK/home/.config/venvb/config.json (absent)
  project  WORK/venvb.json (absent)"
run config --json link-mode
expect_status 0
ok 'json' grep -q "\"lock\": \"$system:4\"" tmp/output
echo '{' >etc/venvb/policy.d/a.json
run config copies
expect 0 'copies  no  built-in' "venvb: warning: policy: /proc/self/cwd/etc/venvb/policy.d/a.json:2: string or '}' expected near end of file; no environment is made until that is mended"
run config
ok 'a broken policy is shown' grep -q 'policy  */proc/self/cwd/etc/venvb/policy.d/a.json (broken)' tmp/output
rm etc/venvb/policy.d/a.json

# A lock: the same value is fine in each layer, another is an error that names both places.
against() {
	message=$1
	shift
	run "$@"
	expect 2 '' "venvb: $message"
}
same() {
	run "$@"
	expect_status 0
}
locks="but $system:4 locks it"
against "--link-mode: 'link-mode' is 'auto', $locks at 'copy'" create --link-mode=auto e
against "--set: 'link-mode' is 'auto', $locks at 'copy'" config --set link-mode=auto
against "VENVB_LINK_MODE: 'link-mode' is 'auto', $locks at 'copy'" VENVB_LINK_MODE=auto config
against "--python: 'python' is '3.12', $locks, and leaves it unset" create --python=3.12 e
against "--force: 'force' is 'yes', $locks at 'no'" create --force e
locks="but $system:5 locks"
against "command line: plugin 'good': the option 'text' is 'b', $locks it at 'a'" config --plugin=good,text=b
against "command line: plugin 'good': the option 'text' is 'b', $locks it at 'a'" config --plugin=./plugins/good.so,text=b
against "VENVB_GOOD__TEXT: plugin 'good': the option 'text' is 'b', $locks it at 'a'" VENVB_GOOD__TEXT=b config
against "command line: plugin 'good': the option 'token' is '***', $locks it, and leaves it unset" config --set good.token=b
against "--no-plugin: 'good.enable' is 'no', $locks it at 'yes'" config --no-plugin=good
against "VENVB_GOOD__ENABLE: 'good.enable' is 'no', $locks it at 'yes'" VENVB_GOOD__ENABLE=no config
against "--plugin: 'deny.enable' is 'yes', $locks it at 'no'" config --plugin=deny
against "the plugin 'deny' is enabled as 'WORK/plugins/deny.so', but $system:5 locks 'deny.enable' at 'no'" config --plugin=./plugins/deny.so
same config --set link-mode=copy --plugin=good,text=a --no-plugin=deny
same VENVB_LINK_MODE=copy VENVB_GOOD__TEXT=a VENVB_GOOD__ENABLE=yes config
for layer in home/.config/venvb/config.json other.json; do
	printf '{\n"plugins": {"good": {"text": "b"}}}\n' >$layer
	against "WORK/$layer:2: plugin 'good': the option 'text' is 'b', $locks it at 'a'" config ${other:+"$other"}
	printf '{"link-mode":\n"auto"}\n' >$layer
	against "WORK/$layer:1: 'link-mode' is 'auto', but $system:4 locks it at 'copy'" config ${other:+"$other"}
	printf '{"lock": ["copies"]}\n' >$layer
	against "WORK/$layer:1: only the system's file may lock values" config ${other:+"$other"}
	rm home/.config/venvb/config.json 2>/dev/null
	other=--config=other.json
done

# Another file of the user.
echo '{"link-mode": "nonsense"}' >home/.config/venvb/config.json
echo '{"prompt": "other"}' >other.json
run config --config=other.json prompt
expect 0 'prompt  other  WORK/other.json:1' ''
run VENVB_CONFIG=other.json config prompt
expect 0 'prompt  other  WORK/other.json:1' ''
run VENVB_CONFIG=absent.json config --config=other.json prompt
expect 0 'prompt  other  WORK/other.json:1' ''
run config --config=/dev/null prompt
expect 0 'prompt  -  built-in' ''
against "opening 'WORK/absent.json': No such file or directory" config --config=absent.json
against "opening 'WORK/absent.json': No such file or directory" VENVB_CONFIG=absent.json config
against '--config is empty: expected a file, or /dev/null for none' config --config=
against "reading 'WORK/home': not a regular file" config --config=home
against "WORK/home/.config/venvb/config.json:1: 'link-mode' is 'nonsense': expected auto, clone, hardlink or copy" VENVB_CONFIG= config
rm home/.config/venvb/config.json

# Mistakes in the list of locks.
wrong() {
	printf '{"plugins": {"seedpip": {"enable": false}, "good": {"enable": true}},\n "lock": %s}\n' "$1" >etc/venvb/config.json
	against "$system:$2" config
}
wrong '"python"' "2: 'lock' is text: expected a list of names, such as [\"link-mode\", \"PLUGIN.KEY\"]"
wrong '["copies",
"lnk-mode"]' "3: there is no option 'lnk-mode': did you mean 'link-mode'?"
wrong '[1]' "2: 'lock' is a number: expected the names of values"
wrong '["plugins.good"]' "2: 'plugins.good' names no value: expected 'PLUGIN.KEY' for an option of a plugin, 'PLUGIN.enable' for its being enabled, or 'plugins' for all of that"
wrong '["good.txt"]' "2: plugin 'good': there is no option 'txt'; did you mean 'text'?"
printf '{"plugins": {"seedpip": {"enable": false}},\n "lock": ["plugins"]}\n' >etc/venvb/config.json
against "--plugin: the plugin 'good' would be turned on, but $system:2 locks which plugins are enabled" config --plugin=good
against "--plugin: the plugin 'WORK/plugins/good.so' would be turned on, but $system:2 locks which plugins are enabled" config --plugin=./plugins/good.so

# Each option in each layer that may set it.
echo '{"plugins": {"seedpip": {"enable": false}}}' >etc/venvb/config.json
each() {
	variable=VENVB_$(echo "$1" | tr 'a-z-' 'A-Z_')
	echo "{\"$1\": \"$2\"}" >home/.config/venvb/config.json
	run config "$1"
	expect 0 "$1  $2  WORK/home/.config/venvb/config.json:1" ''
	run "$variable=$2" config "$1"
	expect 0 "$1  $2  $variable" ''
	run "$variable=$3" config --set "$1=$2" "$1"
	expect 0 "$1  $2  command line" ''
	rm home/.config/venvb/config.json
	tried="$tried $1"
}
tried=
each python 3.12 3.13
each system-site-packages yes no
each copies yes no
each seed newest no
each prompt text other
each scm-ignore-files no yes
each activators sh,fish sh
each link-mode copy clone
each compile always never
each check-image no yes
each cache-dir /x /y
each cache no yes
each hook-timeout 5 6
run config
ok 'these are all options' test " $(sed '1,/^$/d; s/ .*//; /\./d' tmp/output | tr '\n' ' ')" = "$tried "

# Keys of pyvenv.cfg that stand for options are no way round their locks.
cp "$top_builddir/tests/plugins/run.so" plugins && chmod go-w plugins/run.so
echo '{"prompt": "LAW", "lock": ["prompt", "system-site-packages"]}' >etc/venvb/config.json
for edit in '{"edit": "prompt", "text": "mine"}' '{"edit": "key", "name": "PROMPT", "value": "mine"}' \
	'{"edit": "key", "name": "include-system-site-packages", "value": "True"}' \
	'{"edit": "key-remove", "name": "include-system-site-packages"}'; do
	printf '#!/bin/sh\necho '\''[%s]'\''\n' "$edit" >edit.sh && chmod 755 edit.sh
	run create --no-plugin=seedpip --without-pip --plugin=run,after-cfg=./edit.sh e
	expect_status 3
	ok "locked: $edit" grep -q "but $system:1 locks it" tmp/errors
done

# A receipt turns nothing on that is locked off.
printf '#!/bin/sh\ntouch "%s/ran"\n' "$work" >touch.sh && chmod 755 touch.sh
rm etc/venvb/config.json
run create --no-plugin=seedpip --without-pip -q -q --plugin=run,check=./touch.sh e
expect 0 '' ''
rm ran
printf '{"plugins": {"run": {"enable": false, "check": "%s/touch.sh"}, "seedpip": {"enable": false}},\n "lock": ["run.enable"]}\n' "$work" >etc/venvb/config.json
run verify e
expect 0 "unchecked its receipt names the plugin 'run', which $system:1 turns off" ''
ok 'and it did not run' test ! -e ran

# What the system's file says is nobody else's to say.
echo '{"link-mode": "copy"}' >etc/venvb/config.json
chmod 666 etc/venvb/config.json
run config link-mode
expect_status 2
ok 'a file that everyone may write is not believed' grep -q 'writ' tmp/errors
rm etc/venvb/config.json

# A lock of what there is not.
echo '{"lock": ["god.text"]}' >etc/venvb/config.json
run config --no-plugin=seedpip link-mode
expect 0 'link-mode  auto  built-in' "venvb: warning: $system:1: it locks 'god.text', and no plugin 'god' is installed"
rm etc/venvb/config.json
finish
