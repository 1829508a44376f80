#!/bin/sh
# SPDX-License-Identifier: MIT
# Plugins that crash, exit, hang, or change what is not theirs: what is said, and what is left.
. "${top_srcdir:?}/tests/cli/lib.sh"
find_python

# All there is, but for what the harness itself keeps here.
list() {
	find . \( -path ./tmp/venvb-\* -o -path ./tmp -o -path ./home/.cache \) -prune \
		-o -printf '%p %y %m %l\n' | sort
	find tmp -name 'venvb-*'
	cat env/pyvenv.cfg env/foreign 2>/dev/null
	return 0
}
before() {
	list >"$work/tmp/before"
}
unchanged() {
	list >"$work/tmp/after"
	diff "$work/tmp/before" "$work/tmp/after"
}
# misbehave HOW 'STAGE MOMENT' [ARGUMENT]...
misbehave() {
	how=$1 at=$2
	shift 2
	run create -p "$python" --without-pip --plugin=misbehave --set "misbehave.how=$how" \
		--set misbehave.at="$at" "$@"
}
# blamed 'MOMENT STAGE' MESSAGE
blamed() {
	expect 4 '' "venvb: plugin 'misbehave': $1: $2"
}

# A word for each crash, and what it is called.
crashes='segv:SIGSEGV bus:SIGBUS fpe:SIGFPE ill:SIGILL overflow:SIGSEGV
	thread:SIGSEGV scratch:SIGSEGV'
before
for crash in $crashes; do
	misbehave "${crash%:*}" 'packages after' env
	blamed 'after packages' "crashed (${crash#*:})"
	misbehave "${crash%:*}" 'commit after' a/b/env
	blamed 'after commit' "crashed (${crash#*:})"
done
misbehave abort 'packages after' env
blamed 'after packages' 'aborted (an uncaught exception, or abort())'
ok 'crashes leave nothing' unchanged
# A sanitizer has its own way of ending this.
grep -q __asan_init "$venvb" || misbehave corrupt 'commit after' env
grep -q __asan_init "$venvb" || ok 'a corrupt heap is a crash' grep -qF "after commit: aborted (" tmp/errors
misbehave host 'packages before' env
blamed 'before packages' 'crashed (SIGSEGV)'
misbehave thread-exit 'resolve before' --no-cache env
expect_status 4
ok 'a thread has an author' grep -q "^venvb: plugin 'misbehave': before resolve: called _exit" tmp/errors
ok 'a thread that ends the run leaves nothing' unchanged
for how in exit quick-exit; do
	misbehave "$how" 'resolve before' env
	blamed 'before resolve' 'called exit'
	misbehave "$how" 'commit after' env
	blamed 'after commit' 'called exit'
done
for at in 'resolve before' 'packages after' 'commit after'; do
	misbehave exit-at-once "$at" env
	blamed "${at#* } ${at% *}" 'called _exit'
done
misbehave exit 'check check' env
blamed 'check' 'called exit'
for at in 'packages after' 'commit after'; do
	misbehave spin "$at" --hook-timeout=1 a/env
	expect_status 4
	ok 'it says how long' grep -q ': it took longer than 1 s, which is the hook-timeout$' tmp/errors
done
ok 'exits and hangs leave nothing' unchanged
misbehave close-crash 'commit after' env
blamed 'after commit' 'crashed (SIGSEGV)'
misbehave close-crash 'packages before' env
blamed 'before packages' 'crashed (SIGSEGV)'
ok 'closed descriptors are opened again' unchanged
misbehave segv 'run failed' --plugin=fail --set 'fail.at=commit after' env
ok 'a crash after a failure' grep -qxF "venvb: plugin 'misbehave': failed: crashed (SIGSEGV)" tmp/errors
ok 'leaves nothing either' unchanged
mkdir inside
cd inside || exit
misbehave take-old 'commit after' --plugin=fail --set 'fail.at=run failed' .
cd .. || exit
expect_status 1
ok 'who fails is told when the commit cannot be finished' grep -qF "plugin 'fail': failed: as it was told to" tmp/errors
rm -rf inside
misbehave child 'commit after' --plugin=fail env
expect_status 0
rm -rf env
misbehave fork 'packages after' -q env
expect 0 '' "venvb: plugin 'misbehave': after packages: a child that it forked returned from the hook, and is ended"
rm -rf env
misbehave spin 'packages after' -v --hook-timeout=4 env
expect_status 4
ok 'whom one waits for' grep -qxF \
	"venvb: waiting for plugin 'misbehave': after packages (at most 4 s, the hook-timeout)" tmp/errors

# An environment that is there, in each way of committing.
run create -p "$python" env
cp -R env old
echo foreign >env/foreign
mkdir env/share && echo foreign >env/share/foreign
before
for act in 'segv packages after' 'exit packages after' 'segv commit after' \
	'exit commit after' 'foreign commit after'; do
	misbehave "${act%% *}" "${act#* }" --clear env
	expect_status 4
	ok "the old environment stays as it was: --clear, $act" unchanged
	cd env || exit 99
	misbehave "${act%% *}" "${act#* }" --clear .
	cd .. || exit 99
	expect_status 4
	ok "the old environment stays as it was: inside, $act" unchanged
done
for at in 'packages after' 'commit after'; do
	misbehave segv "$at" --system-site-packages --prompt=other env
	expect_status 4
	ok "the old environment stays as it was: in place, $at" unchanged
done
# Its program is not the plugin's time.
misbehave program 'packages after' --hook-timeout=1 -q --clear env
expect 0 '' ''
ok 'the environment works' env/bin/python -c ''
rm -rf env old
misbehave hang 'packages after' --hook-timeout=soon env
expect 2 '' "venvb: --hook-timeout: 'hook-timeout' is 'soon': expected a whole number of seconds"

# An interrupt does not wait for a hook that hangs.
before
env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/tmp" "$venvb" create -p "$python" \
	--without-pip --plugin=misbehave --set misbehave.how=mark --set misbehave.at='commit after' \
	--set "misbehave.file=$work/tmp/marked" env 2>tmp/errors &
pid=$!
while test ! -e tmp/marked; do :; done
kill -s TERM "$pid"
wait "$pid"
result=$?
ok 'dies of the signal' test "$(kill -l "$result")" = TERM
ok 'says who' grep -qxF "venvb: plugin 'misbehave': after commit: interrupted" tmp/errors
ok 'and leaves nothing' unchanged

# What a plugin changes is not what a run depends on.
run create -p "$python" --without-pip -q usual
find usual -printf '%P %y %m\n' | sort >tmp/usual
for how in chdir umask environment signals locale close close-standard; do
	for at in 'resolve before' 'packages after' 'commit after'; do
		misbehave "$how" "$at" env
		result=1
		find env -printf '%P %y %m\n' | sort >tmp/made
		if test "$status" = 0 && test -s tmp/output && cmp tmp/usual tmp/made; then
			result=0
		fi
		report $result "$how in $at changes nothing"
		rm -rf env
	done
done
misbehave chdir 'resolve before' one two
ok 'the second directory is where it belongs' test -d two
rm -rf one two

# In C++.
if command -v c++ >/dev/null; then
	cat >throw.cc <<'END'
#include <venvb/plugin.h>
#include <stdexcept>
static int32_t act(const struct venvb_api *, struct venvb_run *, const struct venvb_event *)
{
	throw std::runtime_error("nobody catches this");
}
static const struct venvb_hook hooks[] = {{"commit", "after", act, 0, 0}};
extern "C" const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD(0), "throw", "1", "", "", {nullptr, 0, 0}, VENVB_ARRAY(hooks),
	{nullptr, 0, 0}, {nullptr, 0, 0},
};
END
	c++ -shared -fPIC -I"$top_srcdir/include" -o throw.so throw.cc
	before
	run create -p "$python" --without-pip --plugin=./throw.so env
	expect_status 4
	ok 'an exception has an author' grep -qxF \
		"venvb: plugin 'throw': after commit: aborted (an uncaught exception, or abort())" tmp/errors
	ok 'and leaves nothing' unchanged
fi

# What is written behind the back of the plan.
for at in 'resolve before' 'packages after' 'check check'; do
	misbehave target "$at" env
	moment="${at#* } ${at% *}"
	test "$moment" = 'check check' && moment=check
	blamed "$moment" "the target 'WORK/env' was made while its hook ran, and is left as it is now; a plugin edits the plan, and writes only to its scratch directory"
	ok 'nothing of it is deleted' test -e env/mine
	rm -rf env
done
misbehave target 'commit after' -q env
expect 0 '' ''
misbehave target 'packages after' --dry-run -q other
expect_status 0
rm env/mine
misbehave target 'packages after' -q --clear env
expect_status 0
ok 'of one that was there it is told' grep -q "after packages: the target 'WORK/env' was changed while its hook ran" tmp/errors.plain
ok 'and it is made' test -x env/bin/python -a ! -e env/mine
rm -rf env other

# What a stranger's file may enable is known before anything of it runs.
for flags in 0 VENVB_PLUGIN_PROJECT; do
	cat >mark.c <<END
#include <venvb/plugin.h>
#include <fcntl.h>
__attribute__((constructor)) static void start(void)
{
	open("$work/tmp/constructed", O_CREAT | O_WRONLY, 0644);
}
const struct venvb_plugin venvb_plugin = {
	VENVB_PLUGIN_HEAD_FLAGS(0, $flags), "mark", "1", "", "", {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0},
};
END
	cc -shared -fPIC -I"$top_srcdir/include" -o mark.so mark.c || break
	mkdir -p home/.local/share/venvb/plugins project
	cp mark.so home/.local/share/venvb/plugins
	echo '{"plugins": {"mark": {"enable": true}}}' >project/venvb.json
	run create -p "$python" --without-pip -q project/env
	if test $flags = 0; then
		expect 2 '' "venvb: WORK/project/venvb.json:1: a project's file may not enable the plugin 'mark': enable it in your own configuration or on the command line"
		ok 'nothing of it has run' test ! -e tmp/constructed
	else
		expect 0 '' ''
		ok 'it has run' test -e tmp/constructed
	fi
done
rm -rf project home/.local tmp/constructed

# While it is being loaded.
for how in 'abort()' 'exit(0)' '_Exit(0)'; do
	echo "#include <stdlib.h>
__attribute__((constructor)) static void start(void) { $how; }" >start.c
	cc -shared -fPIC -o start.so start.c || break
	run create -p "$python" --without-pip --plugin=./start.so env
	expect_status 4
	ok "$how while loading has an author" grep -q "^venvb: plugin 'start': loading: [ac]" tmp/errors
done
ok 'nothing is there' test ! -e env
finish
