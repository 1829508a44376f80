#!/bin/sh
# SPDX-License-Identifier: MIT
# `venvb plugin check`: each fault is found by the check that is there for it, and plugins without
# one pass.
. "${top_srcdir:?}/tests/cli/lib.sh"
plugins=$top_builddir/tests/plugins

# The checks that fail, in one line.
failed() {
	sed -n 's/^FAILED *\([^ ]*\) .*/\1/p' tmp/output | tr '\n' ' ' | sed 's/ $//'
}

# All that venvb brings, each of which has a manual page of its name, and those of the tests that are
# as they should be.
good="fallback good longer older"
for file in "$top_srcdir"/plugins/*/*.7; do
	good="$good $(basename "$(dirname "$file")")"
done
for plugin in $good; do
	run plugin check "$plugins/$plugin.so"
	expect_status 0
	ok "$plugin passes all" grep -q "^'$plugin' passes all [0-9]* checks\$" tmp/output
	ok "$plugin: nothing was skipped" test -z "$(grep '^skipped' tmp/output)"
done

sed -n 's/^passed *\([^ ]*\) *\(.*\)/| `\1` | \2 |/p' tmp/output >tmp/checks
sed -n '/^### What `venvb plugin check`/,/^### Flags/{/^| `/p;}' "$top_srcdir/sdk/README.md" >tmp/listed
ok 'the guide lists every check' diff tmp/checks tmp/listed

# Sanitizers have an allocator and a stack of their own.
sanitized=no
grep -q __asan_init "$venvb" && sanitized=yes

seen=
while read -r plugin checks; do
	seen="$seen $plugin.c"
	case $sanitized,$plugin in
	yes,conduct-thread | yes,heap-all | yes,heap-leaks | yes,result-unset) continue ;;
	esac
	run plugin check -q --time-limit=2 "$plugins/bad/$plugin.so"
	expect_status 1
	ok "$plugin: $checks" test "$(failed)" = "$checks"
done <<'END'
age-exact oldest-host future-host
age-newer run
age-unasked oldest-host
call-invalid run
code-relocated memory
commit-crashes run
conduct-alarm timers
conduct-closes descriptors
conduct-daemon processes
conduct-directory directory
conduct-environment environment
conduct-errors output
conduct-flags descriptors
conduct-input input
conduct-leaks descriptors
conduct-limit limits
conduct-locale locale
conduct-output output
conduct-privileges limits
conduct-process processes
conduct-signals signals
conduct-thread threads heap
conduct-timer timers
conduct-umask umask
end-crashes end
end-hidden end
event-written run
exports-more exports
fallback-silent failures
globals-fork globals
handle-kept run
heap-all heap
heap-leaks heap
hook-aborts run
hook-chooses-none run
hook-crashes run
hook-exits-at-once run
hook-exits run
hook-hangs run
hook-missing descriptor
hook-twice hooks
hook-unknown hooks
hooks-null descriptor
imports-host imports
imports-nothing load
load-crashes load
load-exits load
load-handles signals
load-hangs load
name-other name
name-wrong descriptor
option-default options run
option-open options
order-itself order run
plan-counted repeated
plan-dated deterministic
plan-random deterministic
program-spoilt failures
result-ignored failures
result-invalid run
result-overlooked failures
result-positive run
result-unreasoned run
result-unset failures
size-long descriptor
size-short descriptor
stack-executable memory
stride-short descriptor
summary-latin descriptor
summary-missing descriptor
target-beside dry-run failed-run
target-made dry-run failed-run
trace-dry dry-run failed-run
trace-failed failed-run
END
ok 'every bad plugin is tried' test "$seen" = \
	"$(cd "$top_srcdir/tests/plugins/bad" && printf ' %s' *.c)"

cp "$plugins/bad/result-positive.so" .
run plugin check -q result-positive.so
expect 1 'FAILED   run            its hooks keep the rules for results
         after dirs: returned 7, which is no result
         to do: return VENVB_OK, what a function of the host returned, or api->fail(…)' \
	"venvb: 'WORK/result-positive.so' does not pass 1 of 33 checks"
run plugin check --json result-positive.so
expect_status 1
ok 'json says that it fails' grep -q '^ *"passed": false' tmp/output
ok 'json names what fails' grep -q '"after dirs: returned 7, which is no result"' tmp/output
# How it ended is said in its own words, and what to do then; a sanitizer ends what crashes itself.
while IFS='|' read -r plugin problem; do
	case $sanitized,$plugin in
	yes,hook-crashes) continue ;;
	esac
	run plugin check -q --time-limit=2 "$plugins/bad/$plugin.so"
	ok "$plugin: $problem" grep -qF "the plugin $problem in after dirs" tmp/output
	ok "$plugin: advice" test -z "$(grep 'to do: return VENVB_OK' tmp/output)"
done <<'END'
hook-aborts|was ended by an exception that nobody caught, or abort()
hook-crashes|was ended by a wrong pointer, or a call too deep for the stack (SIGSEGV)
hook-exits|ended the process by exit, with exit status 0
hook-exits-at-once|ended the process by _exit, with exit status 3
hook-hangs|was not done after 2.0 seconds
END
run plugin check --json "$plugins/bad/hook-crashes.so"
ok 'one document when it crashes' test "$(grep -c '^{' tmp/output)$(tail -n 1 tmp/output)" = '1}'
run plugin check --json "$plugins/good.so"
expect_status 0
ok 'json says which file' grep -q '^ *"file": ".*/good.so"' tmp/output
ok 'json says that it passes' grep -q '^ *"passed": true' tmp/output
ok 'and nothing else' test -z "$(grep '"result"' tmp/output | grep -v '"passed"')"
# A name alone is one of those installed.
run plugin check good
expect_status 0
ok 'by name' grep -q "^'good' passes all" tmp/output
run plugin check absent
expect_status 2
ok 'a name is looked for among those installed' grep -q "plugin 'absent'" tmp/errors
head -c 5000 "$plugins/good.so" >good.so
run plugin check -q good.so
expect_status 1
ok 'a truncated object' test "$(failed)" = object
run plugin check absent.so
expect 2 '' "venvb: plugin 'absent.so': there is no 'WORK/absent.so'"
run plugin check "$top_srcdir/README.md"
expect 2 '' "venvb: plugin 'README.md': '$top_srcdir/README.md' is no plugin: expected a file NAME.so"
chmod a+w result-positive.so
run plugin check result-positive.so
expect_status 1
ok 'nothing of it is loaded unless it is trusted' grep -q 'is not to be trusted' tmp/errors
run plugin check --time-limit=soon result-positive.so
expect 2 '' "venvb: --time-limit is 'soon': expected seconds, 1 to 3600"
ok 'nothing is left behind' test -z "$(find tmp -name 'venvb-*')"
finish
