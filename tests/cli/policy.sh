#!/bin/sh
# SPDX-License-Identifier: MIT
# Policies: always on, and whatever is wrong with one stops each run that writes, and no command
# that only looks. The program under test has its directories here: etc and plugins.
program='venvb-policy'
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python
etc=/proc/self/cwd/etc/venvb
rules=etc/venvb/policy.d
mkdir -p "$rules" plugins
for name in deny good misbehave no-symbol seedpip; do
	cp "$top_builddir/tests/plugins/$name.so" plugins || exit 99
done
chmod go-w plugins/*

# policy NAME TEXT
policy() {
	printf '%s\n' "$2" >"$rules/$1.json"
}
forget() {
	rm -rf "$rules" && mkdir "$rules"
}
create() {
	run create -p "$python" --without-pip "$@"
}

# The commands that must work whatever is wrong.
looking() {
	for command in '--help' '--version' 'create --help' 'plugin list' 'pipeline' \
		'explain made' 'inspect made' 'config'; do
		# shellcheck disable=SC2086 # words
		run $command
		ok "$1: $command works" test "$status" = 0
	done
	run plugin show good
	ok "$1: plugin show shows it" grep -qx 'version   1.2.3' tmp/output
	run pipeline
	ok "$1: pipeline says so" grep -q "^venvb: warning: .*$2.*no environment is made" tmp/errors
	run plugin list
	ok "$1: plugin list says so" grep -q "$2" tmp/errors tmp/output
}
# stops WHAT STATUS MESSAGE: nothing is written, by no way.
stops() {
	create env
	expect "$2" '' "venvb: $3"
	create --dry-run env
	expect "$2" '' "venvb: $3"
	create --upgrade made
	expect "$2" '' "venvb: $3"
	create --clear made
	expect "$2" '' "venvb: $3"
	for command in 'undo kept' 'remove made'; do
		# shellcheck disable=SC2086 # words
		run $command
		expect "$2" '' "venvb: $3"
	done
	ok "$1: nothing is written" test ! -e env
	ok "$1: nothing is left beside it" test -z "$(find . -name '.*.venvb-*' ! -name '.kept.*')"
	ok "$1: what was there is as it was" cmp -s made/pyvenv.cfg tmp/pyvenv.cfg
}

create made
expect_status 0
cp made/pyvenv.cfg tmp/pyvenv.cfg
create kept
create --clear --keep kept
expect_status 0

# A denial: all reasons, which file they come from, status 3.
policy 10-moon '{"plugin": "deny"}'
denied="venvb: policy '$etc/policy.d/10-moon.json': plugin 'deny': check: the moon is full
venvb: policy '$etc/policy.d/10-moon.json': plugin 'deny': check: the tide is high"
create env
expect 3 '' "$denied"
create --dry-run env
expect 3 '' "$denied"
create --upgrade made
expect 3 '' "$denied"
create made
expect 3 '' "$denied"
create --clear made
expect 3 '' "$denied"
ok 'nothing is written' test ! -e env
ok 'what was there is as it was' cmp -s made/pyvenv.cfg tmp/pyvenv.cfg
run pipeline
ok 'the pipeline has it' grep -q 'deny.*policy' tmp/output
run plugin list
ok 'the list has it' grep -q '^deny .*policy' tmp/output

# What a user may try, one line each: arguments, and what comes of it.
only="only '$etc/policy.d/10-moon.json' may"
create --no-plugin=deny env
expect 2 '' "venvb: command line: the plugin 'deny' is a policy: $only turn it off"
run VENVB_DENY__ENABLE=no create -p "$python" env
expect 2 '' "venvb: VENVB_DENY__ENABLE: the plugin 'deny' is a policy: $only turn it off"
run VENVB_DENY__RULE=x create -p "$python" env
expect 2 '' "venvb: VENVB_DENY__RULE: the plugin 'deny' is a policy: $only set its options"
create --set deny.rule=x env
expect 2 '' "venvb: command line: the plugin 'deny' is a policy: $only set its options"
create --plugin=deny,rule=x env
expect 2 '' "venvb: command line: the plugin 'deny' is a policy: $only set its options"
create --plugin=deny env
expect 3 '' "$denied"
create --plugin=./plugins/deny.so env
expect 3 '' "$denied"
create --plugin=./plugins/deny.so,rule=x env
expect 2 '' "venvb: command line: the plugin 'deny' is a policy: $only set its options"
create --no-plugin=./plugins/deny.so env
expect_status 3
cp plugins/deny.so .
create --plugin=./deny.so env
expect 2 '' "venvb: two plugins are called 'deny', 'WORK/plugins/deny.so' and 'WORK/deny.so'; leave one of them out"
create --plugin=./deny.so --trust-plugin env
expect_status 2
mkdir -p home/.local/share/venvb/plugins home/.config/venvb
cp plugins/good.so home/.local/share/venvb/plugins/deny.so
create env
expect 3 '' "$denied"
create --plugin=deny env
expect 3 '' "$denied"
rm -r home/.local
file='{"plugins": {"deny": {"enable": false}}}'
echo "$file" >home/.config/venvb/config.json
create env
expect 2 '' "venvb: WORK/home/.config/venvb/config.json:1: the plugin 'deny' is a policy: $only turn it off"
echo '{"plugins": {"deny": {"rule": "x"}}}' >home/.config/venvb/config.json
create env
expect 2 '' "venvb: WORK/home/.config/venvb/config.json:1: the plugin 'deny' is a policy: $only set its options"
rm -r home/.config
echo "$file" >other.json
create --config=other.json env
expect 2 '' "venvb: WORK/other.json:1: the plugin 'deny' is a policy: $only turn it off"
run VENVB_CONFIG=other.json create -p "$python" --without-pip env
expect_status 2
create --config=/dev/null env
expect 3 '' "$denied"
echo "$file" >venvb.json
create env
ok "a project's file does not turn it off" test "$status" = 2 -o "$status" = 3
rm venvb.json
mkdir elsewhere
for variable in HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_CONFIG_DIRS VENVB_POLICY_DIR \
	VENVB_SYSCONFDIR VENVB_CONFIG VENVB_PLUGINS; do
	run "$variable=$work/elsewhere" create -p "$python" --without-pip env
	ok "$variable does not move it" test "$status" = 3 -o "$status" = 2 -o "$status" = 1
done
ok 'nothing of that has written' test ! -e env

# Limits, descriptors and masks: what keeps a policy from being read stops the run.
limited() {
	what=$1
	shift
	result=0
	(
		for word; do eval "$word"; done
		exec env -i PATH="$PATH" HOME="$work/home" LC_ALL=C.UTF-8 "$venvb" create \
			-p "$python" --without-pip env
	) >tmp/output 2>tmp/errors </dev/null && result=1
	test ! -e env/pyvenv.cfg || result=1
	rm -rf env
	report "$result" "$what does not help"
}
for count in 3 4 5 6 7 8 9 10 12; do
	limited "$count descriptors" "ulimit -n $count"
done
grep -q __asan_init "$venvb" || for kilobytes in 20000 8000 6000 4000 3000; do
	limited "$kilobytes kB of memory" "ulimit -v $kilobytes"
done
limited 'no file size' 'ulimit -f 0'
limited 'no standard descriptors' 'exec 0<&- 1>&- 2>&-'
limited 'a mask' 'umask 0777'
limited 'a mask of nothing' 'umask 0'
limited 'ignored signals' "trap '' TERM INT HUP CHLD SEGV ABRT"
forget

# What a policy set stays, its options too; and it comes first.
policy good '{"plugin": "good", "options": {"text": "law"}}'
create env
expect_status 0
ok 'it has its options' grep -qx law env/etc/good
rm -r env
run VENVB_GOOD__TEXT=mine create -p "$python" --without-pip env
expect 2 '' "venvb: VENVB_GOOD__TEXT: the plugin 'good' is a policy: only '$etc/policy.d/good.json' may set its options"
echo '{"plugins": {"good": {"text": "mine"}}}' >venvb.json
create env
expect 2 '' "venvb: WORK/venvb.json:1: the plugin 'good' is a policy: only '$etc/policy.d/good.json' may set its options"
rm venvb.json
forget

# Whatever is wrong with a policy.
policy a 'garbage'
create env
ok 'broken JSON' grep -q "policy: .*a.json:1" tmp/errors
expect_status 2
looking 'broken JSON' "policy: $etc/policy.d/a.json:1"
policy a '{"plugin": "good", "plugin": "deny"}'
create env
expect_status 2
ok 'a duplicate key' grep -q 'a.json:1.*duplicate' tmp/errors
forget

policy a '{"plugin": "absent"}'
missing="policy: $etc/policy.d/a.json: plugin 'absent': it is not installed: there is no '/proc/self/cwd/plugins/absent.so'"
stops 'a missing plugin' 2 "$missing"
looking 'a missing plugin' "$missing"
policy a '{"plugin": "good", "options": {"txt": "x"}}'
unknown="$etc/policy.d/a.json:1: plugin 'good': there is no option 'txt'; did you mean 'text'?"
stops 'an unknown option' 2 "$unknown"
looking 'an unknown option' "$unknown"
policy a '{"plugin": "good", "options": {"text": ["x", "y"]}}'
create env
expect_status 2
policy a '{"plugin": "good", "options": {"enable": false}}'
stops 'turned off' 2 "policy: $etc/policy.d/a.json:1: a policy is always on: leave 'enable' out"
policy a '{"plugin": "../deny"}'
create env
expect_status 2
policy a '[]'
create env
expect_status 2
policy a '{}'
create env
expect_status 2
: >"$rules/a.json"
create env
expect_status 2
forget
policy a '{"plugin": "good"}'
policy b '{"plugin": "good"}'
both="the policies '$etc/policy.d/a.json' and '$etc/policy.d/b.json' both name the plugin 'good'; leave one of them out"
stops 'a plugin twice' 2 "$both"
looking 'a plugin twice' "$both"
forget
policy a '{"plugin": "no-symbol"}'
create env
ok 'a plugin that does not load' grep -q "^venvb: policy '.*/a.json': .*does not export" tmp/errors
looking 'a plugin that does not load' 'no-symbol.so'

ok 'nothing is written' test ! -e env
forget

# Not to be trusted: file, directory, plugin.
policy a '{"plugin": "good"}'
chmod g+w "$rules/a.json"
create env
expect_status 1
ok 'a file that others may write' grep -q "^venvb: policy: '.*/a.json' is not to be trusted" tmp/errors
looking 'a file that others may write' "policy: '"
chmod o+w,g-w "$rules/a.json"
create env
expect_status 1
chmod 644 "$rules/a.json"
chmod 777 "$rules"
create env
expect_status 1
ok 'a directory that others may write' grep -q "policy.d' is not to be trusted" tmp/errors
looking 'a directory that others may write' 'the policies: '
chmod 755 "$rules"
chmod 775 etc/venvb
create env
expect_status 1
chmod 755 etc/venvb
chmod 666 plugins/good.so
create env
expect_status 1
ok 'a plugin that others may write' grep -q "good.so' is not to be trusted" tmp/errors
create --trust-plugin env
expect_status 1
chmod 644 plugins/good.so
if test "$(id -u)" = 0 && chown 65534 "$rules/a.json" 2>/dev/null; then
	create env
	expect_status 1
	ok 'of another owner' grep -q 'is not to be trusted: it belongs to' tmp/errors
	chown 0 "$rules/a.json"
	chown 65534 "$rules"
	create env
	expect_status 1
	chown 0 "$rules"
fi
forget
mkfifo "$rules/a.json"
create env
expect_status 1
ok 'a FIFO does not hang' grep -q "a.json' is a FIFO, and not a file" tmp/errors
forget
mkdir "$rules/a.json"
create env
expect_status 1
forget
ln -s /nowhere "$rules/a.json"
create env
expect_status 1
looking 'a link to nowhere' "policy: "
rm "$rules/a.json"
mkdir shared && chmod 777 shared
echo '{"plugin": "good"}' >shared/a.json
ln -s "$work/shared/a.json" "$rules/a.json"
create env
expect_status 1
ok 'a link to where others may write' grep -q 'is not to be trusted' tmp/errors
forget
rmdir "$rules"
ln -s "$work/shared" "$rules"
create env
expect_status 1
rm "$rules"
ln -s /nowhere "$rules"
create env
expect_status 1
rm "$rules"
: >"$rules"
create env
expect_status 1
rm "$rules"
mkdir "$rules"
if test "$(id -u)" != 0; then
	chmod 0 "$rules"
	create env
	expect_status 1
	chmod 755 "$rules"
	policy a '{"plugin": "good"}'
	chmod 0 "$rules/a.json"
	create env
	expect_status 1
	forget
fi
ok 'nothing of all that was written' test ! -e env

# A policy that crashes, exits or hangs has not allowed anything.
for how in segv abort exit quick-exit; do
	for at in 'resolve before' 'check check' 'commit after'; do
		policy a "{\"plugin\": \"misbehave\", \"options\": {\"how\": \"$how\", \"at\": \"$at\"}}"
		create env
		expect_status 4
		ok "$how, $at: whose fault" grep -q \
			"^venvb: policy '$etc/policy.d/a.json': plugin 'misbehave': " tmp/errors
	done
done
policy a '{"plugin": "misbehave", "options": {"how": "spin", "at": "check check"}}'
create --hook-timeout=1 env
expect 4 '' "venvb: policy '$etc/policy.d/a.json': plugin 'misbehave': check: it took longer than 1 s, which is the hook-timeout"
ok 'nothing of that is left' test ! -e env
ok 'nor beside it' test -z "$(find . -name '.*.venvb-*' ! -name '.kept.*')"
forget

# What a policy runs is not moved by the user's variables, nor by whoever may write to a script.
cp "$top_builddir/tests/plugins/run.so" plugins && chmod go-w plugins/run.so
mkdir hooks astray
printf 'import sys\nprint("no", file=sys.stderr)\nsys.exit(3)\n' >hooks/judge.py
echo 'import os; os._exit(0)' >astray/sitecustomize.py
printf '#!/bin/sh\nexit 0\n' >astray/python3 && chmod +x astray/python3
policy a "{\"plugin\": \"run\", \"options\": {\"check\": \"$python\", \"arguments\": [\"$work/hooks/judge.py\"]}}"
create env
expect_status 3
run PYTHONPATH="$work/astray" create -p "$python" --without-pip env
expect_status 3
chmod 666 hooks/judge.py
create env
expect_status 1
ok 'a script of everybody is no policy' grep -q "judge.py' " tmp/errors
printf '#!/usr/bin/env python3\nimport sys\nsys.exit(3)\n' >hooks/judge && chmod 755 hooks/judge
policy a "{\"plugin\": \"run\", \"options\": {\"check\": \"$work/hooks/judge\"}}"
run PATH="$work/astray:$PATH" create -p "$python" --without-pip env
expect_status 3
ok 'nothing of that is written' test ! -e env
forget

# Files that are no policies.
: >"$rules/README"
: >"$rules/a.json~"
: >"$rules/a.json.rpmsave"
create env
expect_status 0
finish
